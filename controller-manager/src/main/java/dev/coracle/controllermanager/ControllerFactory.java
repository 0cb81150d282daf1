package dev.coracle.controllermanager;

import java.util.function.Function;

/** Makes one controller. The name is kube-controller-manager's own, such as {@code deployment-controller}. */
public interface ControllerFactory {

    /** The name used in {@code --controllers}, in logs, metrics and events. */
    String name();

    /** False for the controllers that {@code --controllers=*} leaves out. */
    default boolean onByDefault() {
        return true;
    }

    /**
     * Registers what it watches and starts its workers; returns at once. Workers wait for their caches themselves.
     *
     * @return stops the controller: no reconcile runs after {@code close} has returned
     */
    AutoCloseable start(ControllerContext context);

    /** A factory out of a name and a way to start. */
    static ControllerFactory of(String name, Function<ControllerContext, AutoCloseable> start) {
        return new ControllerFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AutoCloseable start(ControllerContext context) {
                return start.apply(context);
            }
        };
    }
}
