package dev.coracle.base.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until {@link #advance} moves it. Timers that come due start in the order of their times,
 * those of the same time in the order in which they were made.
 */
public final class ManualClock implements Clock {

    private record Due(long nanos, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Due> waiting = new PriorityQueue<>();
    private final Instant origin;
    private long nanos;
    private long made;

    /** A clock that shows {@code start}. */
    public ManualClock(Instant start) {
        this.origin = start;
    }

    @Override
    public Instant now() {
        return origin.plusNanos(nanoTime());
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        CountDownLatch due = new CountDownLatch(1);
        Timer timer = enqueue(duration, due::countDown);
        try {
            due.await();
        } finally {
            timer.cancel();
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return enqueue(delay, () -> Thread.ofVirtual().name("timer").start(task));
    }

    /** How many sleepers and timers wait: a test waits for this before it moves the clock. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock on by {@code step} and starts what has come due. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: " + step);
        }
        lock.lock();
        try {
            nanos += step.toNanos();
            for (Due due = waiting.peek(); due != null && due.nanos <= nanos; due = waiting.peek()) {
                waiting.remove();
                due.task.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private Timer enqueue(Duration delay, Runnable wake) {
        lock.lock();
        try {
            if (delay.isNegative() || delay.isZero()) {
                wake.run();
                return () -> {};
            }
            Due due = new Due(nanos + delay.toNanos(), made++, wake);
            waiting.add(due);
            return () -> remove(due);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Due due) {
        lock.lock();
        try {
            waiting.remove(due);
        } finally {
            lock.unlock();
        }
    }
}
