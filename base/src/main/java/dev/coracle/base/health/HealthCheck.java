package dev.coracle.base.health;

import java.util.Optional;

/** One thing that must be right. Asked often, by any thread: it must answer at once. */
@FunctionalInterface
public interface HealthCheck {

    /** Empty when all is well; otherwise what is wrong, in a few words without secrets. */
    Optional<String> failure();

    /** A check that passes once {@code ready} says so. */
    static HealthCheck when(java.util.function.BooleanSupplier ready, String otherwise) {
        return () -> ready.getAsBoolean() ? Optional.empty() : Optional.of(otherwise);
    }
}
