package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.metrics.Metrics;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finished spans that wait to be sent, at most {@value #ROOM}: what finds no room is lost and counted, so that a collector that is slow or gone costs requests nothing. They are sent
 * in batches, {@link #DELAY} after the first of them or as soon as a batch is full, by one thread at a time that is there only while there is something to send. Sizes and times are
 * those of OpenTelemetry's own batch processor, which waits on the machine's clock and says what it loses in OpenTelemetry's metrics only.
 */
final class SpanQueue implements SpanProcessor {

    static final int ROOM = 2048;
    static final int BATCH = 512;
    static final Duration DELAY = Duration.ofSeconds(5);

    private final SpanExporter exporter;
    private final Duration patience;
    private final Clock clock;
    private final BlockingQueue<SpanData> waiting = new LinkedBlockingQueue<>(ROOM);
    private final AtomicBoolean planned = new AtomicBoolean();
    private final AtomicBoolean hurried = new AtomicBoolean();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long over;
    private volatile boolean closing;
    private final CounterDataPoint sent;
    private final CounterDataPoint failed;
    private final CounterDataPoint dropped;

    /** @param patience how long a batch may take to be sent */
    SpanQueue(SpanExporter exporter, Duration patience, Clock clock) {
        this.exporter = exporter;
        this.patience = patience;
        this.clock = clock;
        Counter spans = Metrics.counter("coracle_tracing_spans_total",
                "Spans by what became of them: sent to the collector, failed to be sent, or dropped because too many waited.",
                "result");
        this.sent = spans.labelValues("sent");
        this.failed = spans.labelValues("failed");
        this.dropped = spans.labelValues("dropped");
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // only ends matter
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (!waiting.offer(span.toSpanData())) {
            dropped.inc();
        } else if (planned.compareAndSet(false, true)) {
            clock.schedule(DELAY, () -> {
                planned.set(false);
                send();
            });
        }
        if (waiting.size() >= BATCH && hurried.compareAndSet(false, true)) {
            Thread.ofVirtual().name("spans").start(() -> {
                send();
                hurried.set(false);
            });
        }
    }

    private void send() {
        sending.lock();
        try {
            sendAll();
        } finally {
            sending.unlock();
        }
    }

    private void sendAll() {
        List<SpanData> batch = new ArrayList<>(BATCH);
        while (waiting.drainTo(batch, BATCH) > 0) {
            long left = closing ? Math.min(patience.toNanos(), over - System.nanoTime()) : patience.toNanos();
            boolean done = left > 0 && exporter.export(batch).join(left, TimeUnit.NANOSECONDS).isSuccess();
            (done ? sent : failed).inc(batch.size());
            batch = new ArrayList<>(BATCH);
        }
    }

    @Override
    public CompletableResultCode forceFlush() {
        send();
        return CompletableResultCode.ofSuccess();
    }

    /** Sends what waits, as far as it goes within a time, and nothing after that. */
    void close(Duration within) throws InterruptedException {
        over = System.nanoTime() + within.toNanos();
        closing = true;
        if (sending.tryLock(within.toNanos(), TimeUnit.NANOSECONDS)) {
            try {
                sendAll();
            } finally {
                sending.unlock();
            }
        }
        exporter.shutdown();
    }
}
