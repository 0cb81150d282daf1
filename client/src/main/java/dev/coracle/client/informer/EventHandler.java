package dev.coracle.client.informer;

import java.util.function.Consumer;

/** Told of changes in an informer's cache, which already holds them when a call comes. */
public interface EventHandler<T> {

    void onAdd(T object);

    void onUpdate(T old, T now);

    /** {@code last} is the last state known, which may be older than the one that was deleted. */
    void onDelete(T last);

    /**
     * The cache was filled anew because what came between could not be told: all that differs has been told by the calls before. What
     * the handler still expects to see may never come, for instance because the cluster has been taken back to an earlier state.
     */
    default void onRelisted() {
        // Who expects nothing has nothing to do.
    }

    /** Calls {@code each} with the object of every event; for updates with the old and the new one. */
    static <T> EventHandler<T> forEach(Consumer<T> each) {
        return new EventHandler<>() {
            @Override
            public void onAdd(T object) {
                each.accept(object);
            }

            @Override
            public void onUpdate(T old, T now) {
                each.accept(old);
                each.accept(now);
            }

            @Override
            public void onDelete(T last) {
                each.accept(last);
            }
        };
    }
}
