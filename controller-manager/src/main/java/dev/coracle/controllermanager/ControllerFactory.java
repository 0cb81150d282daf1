package dev.coracle.controllermanager;

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
}
