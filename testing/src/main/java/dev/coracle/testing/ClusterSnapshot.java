package dev.coracle.testing;

/**
 * A state that a {@link CoracleCluster} can go back to: a revision of its store, which costs nothing to keep and goes with its cluster. It holds
 * for a million writes and a day.
 */
public final class ClusterSnapshot {

    private final Object line;
    private final long revision;

    ClusterSnapshot(Object line, long revision) {
        this.line = line;
        this.revision = revision;
    }

    /** The store's newest revision in it: the resourceVersion of a list at that moment. */
    public long revision() {
        return revision;
    }

    /** Which cluster's future it is of; forks have it in common up to where they part. */
    Object line() {
        return line;
    }

    @Override
    public String toString() {
        return "snapshot at revision " + revision;
    }
}
