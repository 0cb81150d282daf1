package dev.coracle.store.robustness.linearizability;

/**
 * An operation and when it ran: it took effect at some moment between {@code called} and {@code returned}, on any clock that all share.
 *
 * @param optional nobody heard how it ended: it may have taken effect at any time from {@code called} on, or never
 */
public record Call<O>(O operation, long called, long returned, boolean optional) {

    public static <O> Call<O> of(O operation, long called, long returned) {
        return new Call<>(operation, called, returned, false);
    }

    public static <O> Call<O> unknown(O operation, long called) {
        return new Call<>(operation, called, Long.MAX_VALUE, true);
    }
}
