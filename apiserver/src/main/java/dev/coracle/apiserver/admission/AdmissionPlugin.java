package dev.coracle.apiserver.admission;

/**
 * A plugin under the name that {@code --enable-admission-plugins} knows it by. Mutating plugins run first, in the chain's order;
 * then the object's own validation; then the validating ones. A plugin refuses by throwing a StatusException. Safe for use by
 * any number of threads.
 */
public interface AdmissionPlugin {

    String name();

    /** Changes {@code request.object()} in place, or refuses. */
    default void mutate(AdmissionRequest request) {}

    /** Refuses, or does nothing. */
    default void validate(AdmissionRequest request) {}

    /** Whether it is asked about CONNECT too, whose object is the options of the request and nothing that is stored. */
    default boolean handlesConnect() {
        return false;
    }
}
