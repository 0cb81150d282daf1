package dev.coracle.store.robustness.model;

import dev.coracle.store.robustness.model.Answer.Reason;
import dev.coracle.store.robustness.model.Answer.Result;
import java.util.List;
import java.util.Optional;

/**
 * etcd's KV with one client: a pure function from a state and a request to the next state and the answer. Whatever writes anything takes
 * exactly one revision; what writes nothing takes none.
 */
public final class StoreModel {

    private StoreModel() {}

    /** @param events what a watch of everything would hear */
    public record Step(StoreState next, Answer answer, List<Event> events) {}

    public static Step step(StoreState state, Request request) {
        return switch (request) {
            case Request.Op op -> turn(state, List.of(op), true);
            case Request.Txn txn -> txn(state, txn);
            case Request.Grant grant when state.hasLease(grant.lease()) -> refused(state, Reason.LEASE_EXISTS);
            case Request.Grant grant -> done(state.withLease(grant.lease()), List.of());
            case Request.Revoke revoke when !state.hasLease(revoke.lease()) -> refused(state, Reason.LEASE_NOT_FOUND);
            case Request.Revoke revoke -> revoke(state, revoke.lease());
            case Request.Compact compact -> compact(state, compact.revision());
        };
    }

    private static Optional<Reason> refusal(StoreState state, Request.Op op) {
        return switch (op) {
            case Request.Put put when put.lease() != 0 && !state.hasLease(put.lease()) ->
                Optional.of(Reason.LEASE_NOT_FOUND);
            case Request.Range range when range.revision() > state.revision() -> Optional.of(Reason.FUTURE_REVISION);
            case Request.Range range when range.revision() > 0 && range.revision() < state.compacted() ->
                Optional.of(Reason.COMPACTED);
            case Request.Op allowed -> Optional.empty();
        };
    }

    private static Step txn(StoreState state, Request.Txn txn) {
        boolean holds = txn.conditions().stream().allMatch(c -> c.holds(state.get(c.key())));
        return turn(state, holds ? txn.then() : txn.otherwise(), holds);
    }

    /** All of the operations or, if one of them cannot be, none. */
    private static Step turn(StoreState state, List<Request.Op> ops, boolean succeeded) {
        Optional<Reason> refusal = ops.stream().flatMap(op -> refusal(state, op).stream()).findFirst();
        if (refusal.isPresent()) {
            return refused(state, refusal.get());
        }
        Turn turn = new Turn(state);
        List<Result> results = ops.stream().map(turn::apply).toList();
        StoreState next = turn.state();
        return new Step(next, new Answer.Done(next.revision(), succeeded, results), turn.events());
    }

    private static Step revoke(StoreState state, long lease) {
        Turn turn = new Turn(state);
        state.on(lease).forEach(kv -> turn.apply(new Request.Delete(kv.key(), "")));
        return done(turn.state().withoutLease(lease), turn.events());
    }

    private static Step compact(StoreState state, long revision) {
        if (revision <= state.compacted()) {
            return refused(state, Reason.COMPACTED);
        }
        return revision > state.revision()
                ? refused(state, Reason.FUTURE_REVISION)
                : done(state.compactedAt(revision), List.of());
    }

    private static Step done(StoreState next, List<Event> events) {
        return new Step(next, new Answer.Done(Answer.ANY, true, List.of()), events);
    }

    private static Step refused(StoreState state, Reason reason) {
        return new Step(state, new Answer.Refused(reason), List.of());
    }
}
