package dev.coracle.apiserver.admission.podsecurity;

import java.util.Optional;

/** How much a pod may do; each level forbids what the one before forbids, and more. Source: Pod Security Standards. */
public enum Level {
    PRIVILEGED("privileged"), BASELINE("baseline"), RESTRICTED("restricted");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    /** As labels write it. Empty for anything else. */
    static Optional<Level> parse(String label) {
        return switch (label) {
            case "privileged" -> Optional.of(PRIVILEGED);
            case "baseline" -> Optional.of(BASELINE);
            case "restricted" -> Optional.of(RESTRICTED);
            default -> Optional.empty();
        };
    }

    String word() {
        return word;
    }
}
