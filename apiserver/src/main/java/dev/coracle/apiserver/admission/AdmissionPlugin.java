package dev.coracle.apiserver.admission;

/**
 * A plugin under the name that {@code --enable-admission-plugins} knows it by. Mutating plugins run first, in the chain's order;
 * then the object's own validation; then the validating ones. A plugin refuses by throwing a StatusException. Safe for use by
 * any number of threads.
 */
public interface AdmissionPlugin {

    String name();

    /**
     * Changes {@code request.object()} in place, or refuses. What it adds to a built-in kind is of that kind: unknown fields are dropped afterwards only if
     * {@link AdmissionRequest#reinvocation()} has been told that somebody outside changed the object.
     */
    default void mutate(AdmissionRequest request) {}

    /** Refuses, or does nothing. */
    default void validate(AdmissionRequest request) {}

    /** Whether it is asked about CONNECT too, whose object is the options of the request and nothing that is stored. */
    default boolean handlesConnect() {
        return false;
    }
}
