package dev.coracle.store.robustness.linearizability;

import java.util.Optional;

/**
 * What something would do if it had one client. Pure: the checker tries the same operation in many states.
 *
 * @param <S> a state; immutable, with equals and hashCode
 * @param <O> an operation together with what it was answered
 */
public interface Model<S, O> {

    S initial();

    /** The state after the operation; empty if in {@code state} it could not have been answered like that. */
    Optional<S> step(S state, O operation);
}
