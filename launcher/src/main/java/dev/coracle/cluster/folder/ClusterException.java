package dev.coracle.cluster.folder;

/** Why a command could not do its work, in one line for a person: the thing, the reason, the way out. Nothing was damaged. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message, null, false, false);
    }
}
