package dev.coracle.apiserver.audit.backend;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.TokenBucket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events into a bounded buffer and hands them on in batches, when a batch is full or its first event has waited long enough. No request waits for it:
 * what finds no room is lost, and counted. Closing it hands on what it has.
 */
final class BufferedBackend implements AuditBackend {

    private static final Logger LOG = LoggerFactory.getLogger(BufferedBackend.class);
    /** Batches under way at a time, where they need not follow each other. */
    private static final int MOST_UNDER_WAY = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * @param buffer   how many events wait at most
     * @param batch    how many are handed on together
     * @param linger     how long the first of a batch waits for others
     * @param throttle batches a second, or none
     * @param parallel whether a batch goes out while those before it are still under way
     */
    record Batching(int buffer, int batch, Duration linger, Optional<Rate> throttle, boolean parallel) {}

    /** @param burst how many go out at once after a quiet time */
    record Rate(double perSecond, int burst) {}

    private final AuditBackend next;
    private final Batching batching;
    private final Clock clock;
    private final Optional<TokenBucket> throttle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<AuditEvent> waiting = new ArrayDeque<>();
    private final Semaphore underWay;
    private final int most;
    private final Thread thread;
    private boolean due;
    private boolean closed;
    private boolean full;

    private BufferedBackend(AuditBackend next, Batching batching, Clock clock) {
        this.next = next;
        this.batching = batching;
        this.clock = clock;
        this.throttle = batching.throttle()
                .map(rate -> new TokenBucket(rate.perSecond(), rate.burst(), clock.nanoTime()));
        this.most = batching.parallel() ? MOST_UNDER_WAY : 1;
        this.underWay = new Semaphore(most);
        this.thread = Thread.ofVirtual().name("audit").unstarted(this::run);
    }

    static BufferedBackend start(AuditBackend next, Batching batching, Clock clock) {
        BufferedBackend made = new BufferedBackend(next, batching, clock);
        made.thread.start();
        return made;
    }

    @Override
    public boolean process(List<AuditEvent> events) {
        lock.lock();
        try {
            int room = closed ? 0 : batching.buffer() - waiting.size();
            int taken = Math.min(room, events.size());
            waiting.addAll(events.subList(0, taken));
            if (taken < events.size()) {
                lost(events.size() - taken);
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One line in the log each time that the buffer fills up, not one an event. */
    private void lost(int events) {
        AuditMetrics.lost("buffered", events);
        if (!full) {
            full = true;
            LOG.error("audit events are lost: {}", closed
                    ? "the audit backend is shut down"
                    : "the buffer of " + batching.buffer() + " events is full");
        }
    }

    private void run() {
        try {
            for (List<AuditEvent> batch = collect(); !batch.isEmpty(); batch = collect()) {
                if (throttle.isPresent()) {
                    take(throttle.get());
                }
                hand(batch);
            }
            underWay.tryAcquire(most, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(TokenBucket tokens) throws InterruptedException {
        while (!tokens.tryTake(clock.nanoTime())) {
            clock.sleep(Duration.ofNanos(tokens.untilNext(clock.nanoTime())));
        }
    }

    /** The next batch; empty when all is done. */
    private List<AuditEvent> collect() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            if (waiting.size() < batching.batch() && !closed) {
                awaitMore();
            }
            List<AuditEvent> batch = new ArrayList<>();
            while (batch.size() < batching.batch() && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            full = false;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitMore() throws InterruptedException {
        due = false;
        Clock.Timer timer = clock.schedule(batching.linger(), this::isDue);
        while (waiting.size() < batching.batch() && !due && !closed) {
            changed.await();
        }
        timer.cancel();
    }

    private void isDue() {
        lock.lock();
        try {
            due = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void hand(List<AuditEvent> batch) throws InterruptedException {
        underWay.acquire();
        if (!batching.parallel()) {
            handed(batch);
            return;
        }
        Thread.ofVirtual().name("audit-batch").start(() -> handed(batch));
    }

    private void handed(List<AuditEvent> batch) {
        try {
            next.process(batch);
        } catch (RuntimeException e) {
            LOG.error("{} audit events are lost", batch.size(), e);
            AuditMetrics.lost("buffered", batch.size());
        } finally {
            underWay.release();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(PATIENCE)) {
                LOG.error("audit events are lost: they were not handed on within {} s", PATIENCE.toSeconds());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        next.close();
    }
}
