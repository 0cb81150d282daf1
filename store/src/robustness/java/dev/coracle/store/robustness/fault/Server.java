package dev.coracle.store.robustness.fault;

/** An etcd that can be made to die. Used by one thread. */
public interface Server extends AutoCloseable {

    /** HOST:PORT; the same after a restart. */
    String address();

    /**
     * Starts it with what it had durably written before, and waits until it answers.
     *
     * @param failpoints where it is to die, see {@link dev.coracle.base.failpoint.Failpoint}; empty: nowhere
     * @return whether it answers; false if it died first
     */
    boolean start(String failpoints) throws Exception;

    /** As {@code kill -9}, or worse; waits until it is gone. */
    void kill() throws Exception;

    /** Asks it to stop and waits until it is gone. */
    void stop() throws Exception;

    /** Waits for it to die by itself. @return whether it did, in time */
    boolean awaitDeath(long millis) throws Exception;

    /** Whether {@link #start} knows failpoints. */
    boolean hasFailpoints();

    /** Kills it for good and throws away what it wrote. */
    @Override
    void close() throws Exception;
}
