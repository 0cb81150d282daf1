package dev.coracle.scheduler.queue;

import dev.coracle.base.clock.Clock;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.plugin.Plugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods that wait for a node. Each is in one of three places, or in flight:
 *
 * <pre>
 * active         to be tried next, by priority, then by who came first
 * backoff        to be tried when some time has passed: 1 s after the first try, doubled up to 10 s
 * unschedulable  no node will do until something changes; at the latest after 5 minutes
 * </pre>
 *
 * For one thread.
 */
public final class SchedulingQueue {

    private static final Duration LONGEST_PARKED = Duration.ofMinutes(5);
    private static final Comparator<Waiting> BY_PRIORITY = Comparator
            .<Waiting>comparingInt(w -> w.pod.priority()).reversed().thenComparingLong(w -> w.order);
    private static final Comparator<Waiting> BY_TIME = Comparator.<Waiting>comparingLong(w -> w.backoffUntil)
            .thenComparingLong(w -> w.order);

    private final Clock clock;
    private final Duration initialBackoff;
    private final Duration maxBackoff;
    private final Map<String, Waiting> byKey = new HashMap<>();
    private final TreeSet<Waiting> active = new TreeSet<>(BY_PRIORITY);
    private final TreeSet<Waiting> backoff = new TreeSet<>(BY_TIME);
    private final Map<String, Waiting> unschedulable = new LinkedHashMap<>();
    private long order;

    public SchedulingQueue(Clock clock, Duration initialBackoff, Duration maxBackoff) {
        this.clock = clock;
        this.initialBackoff = initialBackoff;
        this.maxBackoff = maxBackoff;
    }

    /** A pod that wants a node, new or changed. A change that matters brings an unschedulable one back. */
    public void put(PodInfo pod) {
        Waiting known = byKey.get(pod.key());
        if (known != null && !known.pod.uid().equals(pod.uid())) {
            remove(pod.key());
            known = null;
        }
        if (known == null) {
            Waiting waiting = new Waiting(pod, order++, clock.nanoTime());
            byKey.put(pod.key(), waiting);
            active.add(waiting);
            return;
        }
        PodInfo before = known.pod;
        boolean sorted = active.remove(known);
        known.pod = pod;
        if (sorted) {
            active.add(known);
        } else if (known.place == Waiting.Place.UNSCHEDULABLE
                && (!before.shape().equals(pod.shape()) || !before.labels().equals(pod.labels()))) {
            wake(known);
        }
    }

    /** The pod is gone, or has a node. */
    public void remove(String key) {
        Waiting waiting = byKey.remove(key);
        if (waiting != null) {
            active.remove(waiting);
            backoff.remove(waiting);
            unschedulable.remove(key);
        }
    }

    /**
     * Takes the pod whose turn it is. When no other has anything to do, one that backs off is taken before its time,
     * unless it was an error that sent it there. What is taken is to be handed to one of {@link #bound},
     * {@link #park}, {@link #failed}.
     */
    public Optional<Waiting> pop() {
        flush();
        Waiting next = active.pollFirst();
        if (next == null) {
            for (Waiting candidate : backoff) {
                if (!candidate.failedByError) {
                    next = candidate;
                    break;
                }
            }
            if (next == null) {
                return Optional.empty();
            }
            backoff.remove(next);
        }
        next.place = Waiting.Place.IN_FLIGHT;
        next.attempts++;
        return Optional.of(next);
    }

    /** Moves what is due to where it is tried. */
    private void flush() {
        long now = clock.nanoTime();
        while (!backoff.isEmpty() && backoff.first().backoffUntil <= now) {
            activate(backoff.pollFirst());
        }
        while (!unschedulable.isEmpty()) {
            Waiting oldest = unschedulable.values().iterator().next();
            if (now - oldest.parkedAt < LONGEST_PARKED.toNanos()) {
                return;
            }
            unschedulable.remove(oldest.pod.key());
            wake(oldest);
        }
    }

    private void activate(@org.jspecify.annotations.Nullable Waiting waiting) {
        if (waiting != null) {
            waiting.place = Waiting.Place.ACTIVE;
            active.add(waiting);
        }
    }

    /** How long until {@link #pop} may have something that it hasn't now; empty: until something is put. */
    public Optional<Duration> nextDue() {
        long now = clock.nanoTime();
        long due = Long.MAX_VALUE;
        if (!backoff.isEmpty()) {
            due = backoff.first().backoffUntil;
        }
        if (!unschedulable.isEmpty()) {
            due = Math.min(due, unschedulable.values().iterator().next().parkedAt + LONGEST_PARKED.toNanos());
        }
        return due == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(1, due - now)));
    }

    /** It has a node. */
    public void bound(Waiting waiting) {
        remove(waiting.pod.key());
    }

    /** No node will do, for the reasons of these plugins. */
    public void park(Waiting waiting, Set<Plugin> against) {
        if (byKey.get(waiting.pod.key()) != waiting) {
            return;
        }
        setBackoff(waiting);
        waiting.plugins = against;
        waiting.failedByError = false;
        waiting.parkedAt = clock.nanoTime();
        waiting.place = Waiting.Place.UNSCHEDULABLE;
        unschedulable.put(waiting.pod.key(), waiting);
    }

    /** Something else went wrong: it is tried again after a while. */
    public void failed(Waiting waiting) {
        if (byKey.putIfAbsent(waiting.pod.key(), waiting) != null && byKey.get(waiting.pod.key()) != waiting) {
            return;
        }
        setBackoff(waiting);
        waiting.failedByError = true;
        waiting.place = Waiting.Place.BACKOFF;
        backoff.add(waiting);
    }

    private void setBackoff(Waiting waiting) {
        long delay = initialBackoff.toNanos();
        for (int i = 1; i < waiting.attempts && delay < maxBackoff.toNanos(); i++) {
            delay *= 2;
        }
        waiting.backoffUntil = clock.nanoTime() + Math.min(delay, maxBackoff.toNanos());
    }

    /** Something happened that may help: pods it may help are tried again. */
    public void on(ClusterEvent event) {
        if (unschedulable.isEmpty()) {
            return;
        }
        for (Waiting waiting : new ArrayList<>(unschedulable.values())) {
            if (event.mayHelp(waiting.plugins)) {
                unschedulable.remove(waiting.pod.key());
                wake(waiting);
            }
        }
    }

    private void wake(Waiting waiting) {
        unschedulable.remove(waiting.pod.key());
        if (waiting.backoffUntil <= clock.nanoTime()) {
            activate(waiting);
        } else {
            waiting.place = Waiting.Place.BACKOFF;
            backoff.add(waiting);
        }
    }

    public int activeSize() {
        return active.size();
    }

    public int backoffSize() {
        return backoff.size();
    }

    public int unschedulableSize() {
        return unschedulable.size();
    }
}
