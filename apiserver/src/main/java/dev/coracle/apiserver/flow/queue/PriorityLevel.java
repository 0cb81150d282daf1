package dev.coracle.apiserver.flow.queue;

import dev.coracle.apiserver.flow.queue.FairQueues.Ticket;
import dev.coracle.apiserver.request.Lifetime;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The seats of a priority level and who waits for them. How many there are changes as levels lend to each other. Safe for use by any number
 * of threads.
 */
public final class PriorityLevel {

    /** Why a request was refused, in the words of the original's metric. */
    public enum Refusal {
        QUEUE_FULL("queue-full"), CONCURRENCY_LIMIT("concurrency-limit"), TIME_OUT("time-out"), CANCELLED("cancelled");

        private final String word;

        Refusal(String word) {
            this.word = word;
        }

        /** As the metric has it. */
        public String word() {
            return word;
        }
    }

    /** A seat, or a refusal. */
    public sealed interface Turn {
        /** @param beganNanos when it got its seats, of the clock's {@code nanoTime} */
        record Seated(Ticket ticket, long beganNanos) implements Turn {
            /** How many it has. */
            public int seats() {
                return ticket.seats;
            }
        }

        record Refused(Refusal why) implements Turn {}
    }

    /** What a level has to do. @param mostSeats the most that were wanted at a time since the last look */
    public record Demand(int waiting, int mostSeats) {}

    /** @param requests that are handled now @param dispatched that ever were @param refused by reason */
    public record Load(int seats, int used, int waiting, int requests, long dispatched, Map<Refusal, Long> refused,
            List<FairQueues.QueueLoad> queues) {}

    /** Source: kube-apiserver's bound on the seats of one request, by level. */
    private static final double WIDEST_PART = 0.15;

    private final LevelSettings settings;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueues queues;
    private int seats;
    /** The most that one request takes; 0 for any number. */
    private int widest;
    private int used;
    private int wanted;
    private int mostWanted;
    private int requests;
    private long dispatched;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);

    public PriorityLevel(LevelSettings settings, int seats, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.seats = seats;
        this.queues = new FairQueues(settings);
    }

    /** Those it was made with. */
    public LevelSettings settings() {
        return settings;
    }

    /** @param nominal its part by shares alone: a request takes a small part of that, so that one flow's few wide ones leave room for others */
    public void setSeats(int now, int nominal) {
        lock.lock();
        try {
            seats = now;
            widest = settings.queues() == 0
                    ? 0
                    : (int) Math.max(1, Math.min(Math.ceil(nominal * WIDEST_PART), nominal / settings.hand()));
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** How full it is. */
    public Load load() {
        lock.lock();
        try {
            return new Load(seats, used, queues.waiting(), requests, dispatched, new EnumMap<>(refused),
                    queues.loads());
        } finally {
            lock.unlock();
        }
    }

    /** What is wanted, and begins to look anew. */
    public Demand demand() {
        lock.lock();
        try {
            Demand now = new Demand(queues.waiting(), mostWanted);
            mostWanted = wanted;
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@code width} seats, or for less if the level has not so many, until the patience is over or the client has gone. */
    public Turn enter(long flow, int width, Duration patience, Lifetime lifetime) {
        Ticket ticket;
        lock.lock();
        try {
            int needed = Math.max(1, Math.min(widest == 0 ? width : Math.min(width, widest), seats));
            if (settings.queues() == 0 && used > 0 && used + needed > seats) {
                return refused(Refusal.CONCURRENCY_LIMIT);
            }
            Optional<Ticket> place = queues.add(flow, needed);
            if (place.isEmpty()) {
                return refused(Refusal.QUEUE_FULL);
            }
            ticket = place.get();
            wanted += needed;
            mostWanted = Math.max(mostWanted, wanted);
            dispatch();
            if (ticket.seated) {
                return new Turn.Seated(ticket, clock.nanoTime());
            }
        } finally {
            lock.unlock();
        }
        return waited(ticket, patience, lifetime);
    }

    private Turn waited(Ticket ticket, Duration patience, Lifetime lifetime) {
        Clock.Timer timer = clock.schedule(patience, () -> forget(ticket));
        lifetime.whenGone(() -> forget(ticket));
        try {
            ticket.decided.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(ticket);
        } finally {
            timer.cancel();
        }
        boolean seated = lockedSeated(ticket);
        if (!seated) {
            boolean cancelled = lifetime.gone() || Thread.currentThread().isInterrupted();
            return refused(cancelled ? Refusal.CANCELLED : Refusal.TIME_OUT);
        }
        return new Turn.Seated(ticket, clock.nanoTime());
    }

    private Turn refused(Refusal why) {
        lock.lock();
        try {
            refused.merge(why, 1L, Long::sum);
        } finally {
            lock.unlock();
        }
        return new Turn.Refused(why);
    }

    private boolean lockedSeated(Ticket ticket) {
        lock.lock();
        try {
            return ticket.seated;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting of a request that has no seat yet. */
    private void forget(Ticket ticket) {
        lock.lock();
        try {
            if (!ticket.seated && queues.remove(ticket)) {
                wanted -= ticket.seats;
                ticket.decided.countDown();
                dispatch();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The request is answered: its seats go to who waits. */
    public void leave(Turn.Seated turn) {
        lock.lock();
        try {
            used -= turn.ticket.seats;
            requests--;
            wanted -= turn.ticket.seats;
            queues.done(turn.ticket, (clock.nanoTime() - turn.beganNanos) / 1e9);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        for (Optional<Ticket> next = queues.next(free()); next.isPresent(); next = queues.next(free())) {
            Ticket ticket = next.get();
            ticket.seated = true;
            used += ticket.seats;
            requests++;
            dispatched++;
            ticket.decided.countDown();
        }
    }

    /** A level whose seats were lent away still serves one request at a time. */
    private int free() {
        return used == 0 ? Integer.MAX_VALUE : seats - used;
    }
}
