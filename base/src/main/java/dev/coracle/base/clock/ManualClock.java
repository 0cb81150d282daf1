package dev.coracle.base.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

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
    private final Condition more = lock.newCondition();
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

    /** How many sleepers and timers wait. A test that moves the clock for them waits for them first: {@link #awaitWaiting}. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until at least {@code count} sleepers and timers wait for this clock.
     *
     * @throws InterruptedException when interrupted, as a test is when its time is out
     */
    public void awaitWaiting(int count) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.size() < count) {
                more.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until somebody waits whose time comes in exactly {@code delay}: where others wait for this clock too, their number says nothing.
     *
     * @throws InterruptedException when interrupted, as a test is when its time is out
     */
    public void awaitDueIn(Duration delay) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long at = nanos + delay.toNanos();
            while (waiting.stream().noneMatch(due -> due.nanos == at)) {
                more.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the clock on by {@code step} again and again, each time when somebody waits for it, until the condition holds. Whoever is woken has
     * until then to come back: time does not run away from those who look at it, as long as nobody else waits for this clock.
     *
     * @throws InterruptedException when interrupted, as a test is when its time is out
     */
    public void advanceUntil(BooleanSupplier condition, Duration step) throws InterruptedException {
        Await.until(() -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (waiting() > 0) {
                advance(step);
            }
            return false;
        });
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
            more.signalAll();
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
