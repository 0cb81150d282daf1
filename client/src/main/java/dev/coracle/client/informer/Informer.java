package dev.coracle.client.informer;

/**
 * One resource, kept as a local copy by one list and one watch, with any number of handlers. The copies are without
 * {@code managedFields}; an update made from one leaves them as they are on the server.
 */
public interface Informer<T> {

    Cache<T> cache();

    /**
     * Calls {@code handler} for every change from now on, and {@code onAdd} first for everything that is there.
     * Calls come one at a time and in order, on a thread of the handler's own; an exception of it is logged and the
     * next call is made.
     */
    void addHandler(EventHandler<T> handler);

    /** Whether the first list is in the cache and the handlers have been called for it. */
    boolean hasSynced();

    void awaitSynced() throws InterruptedException;

    /**
     * Waits while the cache is known to be behind, because the versions that it had seen are gone. When a whole cluster is taken back, all caches
     * are for a moment, one longer than another: who compares several of them waits for each, and again for all after having waited for one, since
     * another may have fallen behind meanwhile.
     *
     * @return whether there was anything to wait for
     */
    boolean awaitCurrent() throws InterruptedException;
}
