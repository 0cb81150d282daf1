package dev.coracle.apiserver.audit.policy;

/** How much of a request is logged, each level more than the one before. Source: audit.k8s.io/v1 Level. */
public enum Level {
    NONE("None"), METADATA("Metadata"), REQUEST("Request"), REQUEST_RESPONSE("RequestResponse");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public boolean atLeast(Level other) {
        return compareTo(other) >= 0;
    }
}
