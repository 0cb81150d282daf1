package dev.coracle.store.robustness.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls and returns in order of time, as a doubly linked list from which the checker lifts an operation when it has a place in the order,
 * and puts it back when that place turns out wrong.
 */
final class Timeline<O> {

    /** The call of an operation, or its return. */
    static final class Moment<O> {
        final int index;
        final Call<O> call;
        /** The return that belongs to this call; none for a return and for an operation that never returned. */
        final @Nullable Moment<O> end;
        @Nullable
        Moment<O> previous;
        @Nullable
        Moment<O> next;

        Moment(int index, Call<O> call, @Nullable Moment<O> end) {
            this.index = index;
            this.call = call;
            this.end = end;
        }
    }

    private record Timed<O>(long time, boolean isReturn, Moment<O> moment) {}

    private final @Nullable Moment<O> head;

    Timeline(List<Call<O>> calls) {
        List<Timed<O>> all = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Call<O> call = calls.get(i);
            Moment<O> end = call.optional() ? null : new Moment<>(i, call, null);
            all.add(new Timed<>(call.called(), false, new Moment<>(i, call, end)));
            if (end != null) {
                all.add(new Timed<>(call.returned(), true, end));
            }
        }
        // At the same moment calls come first: then the two overlap, which allows more orders and accuses nobody falsely.
        all.sort(Comparator.<Timed<O>>comparingLong(Timed::time).thenComparing(Timed::isReturn));
        // Stands before the first and is of no operation; whichever call it names is never looked at.
        head = calls.isEmpty() ? null : new Moment<>(-1, calls.getFirst(), null);
        Moment<O> last = head;
        for (Timed<O> timed : all) {
            timed.moment.previous = last;
            if (last != null) {
                last.next = timed.moment;
            }
            last = timed.moment;
        }
    }

    @Nullable
    Moment<O> first() {
        return head == null ? null : head.next;
    }

    void lift(Moment<O> call) {
        unlink(call);
        if (call.end != null) {
            unlink(call.end);
        }
    }

    void putBack(Moment<O> call) {
        if (call.end != null) {
            link(call.end);
        }
        link(call);
    }

    private void unlink(Moment<O> moment) {
        if (moment.previous != null) {
            moment.previous.next = moment.next;
        }
        if (moment.next != null) {
            moment.next.previous = moment.previous;
        }
    }

    private void link(Moment<O> moment) {
        if (moment.previous != null) {
            moment.previous.next = moment;
        }
        if (moment.next != null) {
            moment.next.previous = moment;
        }
    }
}
