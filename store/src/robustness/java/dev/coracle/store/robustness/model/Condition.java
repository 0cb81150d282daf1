package dev.coracle.store.robustness.model;

import java.util.Optional;

/**
 * A comparison of a transaction.
 *
 * @param number what to compare with; for {@link Target#VALUE} it is {@code text}
 */
public record Condition(String key, Target target, Relation relation, long number, String text) {

    public enum Target {
        VERSION, CREATE, MOD, VALUE, LEASE
    }

    public enum Relation {
        EQUAL, NOT_EQUAL, GREATER, LESS
    }

    /** That the key was last written at {@code revision}; 0: that it is not there. */
    public static Condition modified(String key, long revision) {
        return new Condition(key, Target.MOD, Relation.EQUAL, revision, "");
    }

    public static Condition version(String key, long version) {
        return new Condition(key, Target.VERSION, Relation.EQUAL, version, "");
    }

    boolean holds(Optional<Kv> found) {
        return switch (target) {
            case VERSION -> holds(Long.compare(found.map(Kv::version).orElse(0L), number));
            case CREATE -> holds(Long.compare(found.map(Kv::create).orElse(0L), number));
            case MOD -> holds(Long.compare(found.map(Kv::mod).orElse(0L), number));
            case LEASE -> holds(Long.compare(found.map(Kv::lease).orElse(0L), number));
            // What is not there has no value to compare, so no comparison with it holds.
            case VALUE -> found.isPresent() && holds(found.get().value().compareTo(text));
        };
    }

    private boolean holds(int order) {
        return switch (relation) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }
}
