package dev.coracle.apiserver.flow.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The queues of a priority level. Of those in which somebody waits, the one goes next that has had the least: seats times seconds, counted
 * from when it was last empty. Not safe for use by several threads; its level holds a lock.
 */
public final class FairQueues {

    /** What a request is taken to cost until it is known. */
    private static final double GUESS_SECONDS = 0.005;
    /** However short, a turn was a turn. */
    private static final double LEAST_SECONDS = 0.001;

    /** A request that waits, or is handled. */
    public static final class Ticket {
        final int seats;
        private final int queue;
        /** Opened when it has its seats, or will not get them. */
        final CountDownLatch decided = new CountDownLatch(1);
        boolean seated;

        private Ticket(int seats, int queue) {
            this.seats = seats;
            this.queue = queue;
        }
    }

    private static final class Queue {
        final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
        int waitingSeats;
        int handled;
        /** Seat-seconds it has had, on the level's scale. */
        double had;
    }

    private final LevelSettings settings;
    private final List<Queue> queues = new ArrayList<>();
    private int waiting;
    /** What the queue had that went last: whoever comes anew begins here. */
    private double now;

    FairQueues(LevelSettings settings) {
        this.settings = settings;
        for (int i = 0; i < Math.max(1, settings.queues()); i++) {
            queues.add(new Queue());
        }
    }

    int waiting() {
        return waiting;
    }

    /** @param seatsInUse of requests that are handled */
    public record QueueLoad(int waiting, int seatsInUse, double hadSeatSeconds) {}

    /** In the order of the queues' numbers. */
    List<QueueLoad> loads() {
        return queues.stream().map(queue -> new QueueLoad(queue.waiting.size(), queue.handled, queue.had)).toList();
    }

    /** Lets a request wait, in the queue of its flow's hand where the least does. Empty if that is full. */
    Optional<Ticket> add(long flow, int seats) {
        int best = -1;
        for (int candidate : ShuffleShard.hand(flow, queues.size(),
                Math.clamp(settings.hand(), 1, queues.size()))) {
            if (best < 0 || load(candidate) < load(best)) {
                best = candidate;
            }
        }
        Queue queue = queues.get(best);
        if (settings.queues() > 0 && queue.waiting.size() >= settings.length()) {
            return Optional.empty();
        }
        if (queue.waiting.isEmpty() && queue.handled == 0) {
            queue.had = Math.max(queue.had, now);
        }
        Ticket ticket = new Ticket(seats, best);
        queue.waiting.add(ticket);
        queue.waitingSeats += seats;
        waiting++;
        return Optional.of(ticket);
    }

    private int load(int queue) {
        return queues.get(queue).waitingSeats + queues.get(queue).handled;
    }

    /** The request that is next, if it fits into {@code free} seats; it waits no more. */
    Optional<Ticket> next(int free) {
        Queue best = null;
        for (Queue queue : queues) {
            if (!queue.waiting.isEmpty() && (best == null || queue.had < best.had)) {
                best = queue;
            }
        }
        if (best == null || best.waiting.getFirst().seats > free) {
            return Optional.empty();
        }
        Ticket ticket = best.waiting.removeFirst();
        best.waitingSeats -= ticket.seats;
        best.handled += ticket.seats;
        waiting--;
        now = best.had;
        best.had += ticket.seats * GUESS_SECONDS;
        return Optional.of(ticket);
    }

    /** Takes back a request that is to wait no longer. @return whether it waited */
    boolean remove(Ticket ticket) {
        Queue queue = queues.get(ticket.queue);
        boolean waited = queue.waiting.remove(ticket);
        if (waited) {
            queue.waitingSeats -= ticket.seats;
            waiting--;
        }
        return waited;
    }

    /** A request that was handled is over. */
    void done(Ticket ticket, double seconds) {
        Queue queue = queues.get(ticket.queue);
        queue.handled -= ticket.seats;
        queue.had += ticket.seats * (Math.max(seconds, LEAST_SECONDS) - GUESS_SECONDS);
    }
}
