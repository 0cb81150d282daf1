package dev.coracle.store.robustness.linearizability;

import dev.coracle.store.robustness.linearizability.Timeline.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the operations that a single client could have seen and that contradicts no clock. Wing and Gong's search with
 * Lowe's memory, as in Porcupine: take operations in order of their calls as long as the model agrees; where an operation returns without
 * having found a place, go back; never look twice at the same set of placed operations with the same state.
 *
 * <p>The set is remembered as the 128-bit exclusive-or of one random number for each operation, so that a step costs nothing that grows
 * with the history; two sets would have to share all 128 bits for an order to be overlooked.
 */
public final class Checker<S, O> {

    private static final int LOOK_AT_CLOCK_EVERY = 1024;

    private record Seen<S>(long low, long high, S state) {}

    private record Placed<S, O>(Moment<O> call, S before) {}

    private final Model<S, O> model;
    private final Timeline<O> timeline;
    private final long[] low;
    private final long[] high;
    private final int required;
    private final long deadline;

    private final ArrayDeque<Placed<S, O>> placed = new ArrayDeque<>();
    private final Set<Seen<S>> seen = new HashSet<>();
    private List<O> longest = List.of();
    private S longestState;
    private S state;
    private @Nullable O stuck;
    private long setLow;
    private long setHigh;
    private int requiredPlaced;

    private Checker(Model<S, O> model, List<Call<O>> calls, Duration limit) {
        this.model = model;
        this.timeline = new Timeline<>(calls);
        SplittableRandom random = new SplittableRandom(calls.size());
        this.low = random.longs(calls.size()).toArray();
        this.high = random.longs(calls.size()).toArray();
        this.required = (int) calls.stream().filter(call -> !call.optional()).count();
        this.deadline = System.nanoTime() + limit.toNanos();
        this.state = model.initial();
        this.longestState = state;
    }

    /** Checks the calls, in any order given; gives up after {@code limit}. */
    public static <S, O> Verdict check(Model<S, O> model, List<Call<O>> calls, Duration limit) {
        return new Checker<>(model, calls, limit).search();
    }

    /**
     * The same for a model whose state falls into parts that know nothing of each other: each part by itself, which is much quicker. Sound
     * only if no operation touches or tells anything of another part; a store with one revision for all keys has no such parts.
     */
    public static <S, O, K> Verdict checkParts(Model<S, O> model, List<Call<O>> calls, Function<O, K> part,
            Duration limit) {
        LinkedHashMap<K, List<Call<O>>> parts = new LinkedHashMap<>();
        calls.forEach(call -> parts.computeIfAbsent(part.apply(call.operation()), k -> new ArrayList<>()).add(call));
        return parts.values().stream().map(some -> check(model, some, limit))
                .filter(verdict -> !(verdict instanceof Verdict.Linearizable)).findFirst()
                .orElseGet(() -> new Verdict.Linearizable(parts.values().stream().flatMap(Collection::stream)
                        .map(Call::operation).toList()));
    }

    private Verdict search() {
        Moment<O> at = timeline.first();
        for (int steps = 1; at != null && requiredPlaced < required; steps++) {
            if (steps % LOOK_AT_CLOCK_EVERY == 0 && System.nanoTime() - deadline > 0) {
                return new Verdict.Undecided(longest.size(), required);
            }
            boolean isReturn = at.end == null && !at.call.optional();
            if (isReturn) {
                noteLongest(at.call.operation());
                if (placed.isEmpty()) {
                    return new Verdict.Violation(longest, String.valueOf(longestState), String.valueOf(stuck));
                }
                at = goBack();
            } else {
                at = place(at) ? timeline.first() : at.next;
            }
        }
        return new Verdict.Linearizable(order());
    }

    private boolean place(Moment<O> call) {
        Optional<S> next = model.step(state, call.call.operation());
        if (next.isEmpty()) {
            return false;
        }
        long nextLow = setLow ^ low[call.index];
        long nextHigh = setHigh ^ high[call.index];
        if (!seen.add(new Seen<>(nextLow, nextHigh, next.get()))) {
            return false;
        }
        placed.push(new Placed<>(call, state));
        setLow = nextLow;
        setHigh = nextHigh;
        state = next.get();
        requiredPlaced += call.call.optional() ? 0 : 1;
        timeline.lift(call);
        return true;
    }

    private @Nullable Moment<O> goBack() {
        Placed<S, O> last = placed.pop();
        Moment<O> call = last.call;
        state = last.before;
        setLow ^= low[call.index];
        setHigh ^= high[call.index];
        requiredPlaced -= call.call.optional() ? 0 : 1;
        timeline.putBack(call);
        return call.next;
    }

    private void noteLongest(O blocked) {
        if (placed.size() >= longest.size()) {
            if (placed.size() > longest.size() || stuck == null) {
                longest = order();
                longestState = state;
                stuck = blocked;
            }
        }
    }

    private List<O> order() {
        List<O> order = new ArrayList<>();
        placed.descendingIterator().forEachRemaining(p -> order.add(p.call.call.operation()));
        return order;
    }
}
