package dev.coracle.store.robustness.linearizability;

import dev.coracle.store.robustness.history.Operation;
import dev.coracle.store.robustness.history.Outcome;
import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Replay;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.model.StoreModel;
import dev.coracle.store.robustness.model.StoreState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Histories of a store. All keys share one revision, so a history has no parts that could be checked by themselves; but nearly every answer
 * names a revision, which leaves the search little choice. A request that nobody heard the end of is the exception, and there the watch of
 * everything decides: it took effect at the revision that shows its change, or it never changed anything.
 */
public final class StoreHistories implements Model<StoreState, Operation> {

    private final Replay replay;

    private StoreHistories(Replay replay) {
        this.replay = replay;
    }

    /** @param replay the writes as watched, complete up to the last operation */
    public static Verdict check(List<Operation> history, Replay replay, Duration limit) {
        return Checker.check(new StoreHistories(replay), calls(history, replay), limit);
    }

    private static List<Call<Operation>> calls(List<Operation> history, Replay replay) {
        Set<String> written = new HashSet<>();
        replay.between(1, replay.lastRevision()).forEach(e -> e.now().ifPresent(kv -> written.add(kv.value())));
        List<Call<Operation>> calls = new ArrayList<>();
        for (Operation operation : history) {
            switch (operation.outcome()) {
                case Outcome.Answered answered ->
                    calls.add(Call.of(operation, operation.called(), operation.returned()));
                case Outcome.Unknown unknown when mayHaveChanged(operation.request(), written) ->
                    calls.add(Call.unknown(operation, operation.called()));
                case Outcome.Unknown unknown -> {
                }
            }
        }
        return calls;
    }

    /** A value names the request that wrote it: if none of its values was ever seen, and it could do nothing else, it did nothing. */
    private static boolean mayHaveChanged(Request request, Set<String> written) {
        return switch (request) {
            case Request.Range range -> false;
            // The client never names that lease again.
            case Request.Grant grant -> false;
            case Request.Put put -> written.contains(put.value());
            case Request.Delete delete -> true;
            case Request.Revoke revoke -> true;
            case Request.Compact compact -> true;
            case Request.Txn txn -> mayHaveChanged(txn.then(), written) || mayHaveChanged(txn.otherwise(), written);
        };
    }

    private static boolean mayHaveChanged(List<Request.Op> ops, Set<String> written) {
        boolean puts = ops.stream().anyMatch(op -> op instanceof Request.Put);
        return ops.stream().anyMatch(op -> (op instanceof Request.Put || !puts) && mayHaveChanged(op, written));
    }

    @Override
    public StoreState initial() {
        return StoreState.EMPTY;
    }

    @Override
    public Optional<StoreState> step(StoreState state, Operation operation) {
        StoreModel.Step step = StoreModel.step(state, operation.request());
        boolean fits = switch (operation.outcome()) {
            case Outcome.Answered answered -> step.answer().matches(answered.answer());
            case Outcome.Unknown unknown -> !step.next().equals(state) && asWatched(step);
        };
        return fits ? Optional.of(step.next()) : Optional.empty();
    }

    private boolean asWatched(StoreModel.Step step) {
        List<Event> events = step.events();
        return events.isEmpty() || new HashSet<>(events).equals(new HashSet<>(replay.at(events.getFirst().revision())));
    }
}
