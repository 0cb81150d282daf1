package dev.coracle.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many watchers of one object. Each write carries the time at which it was sent, so that every watcher can tell how long the event
 * took from before the write to its own reading; writer and watchers share a clock because they share a process.
 */
final class WatchFanOut implements AutoCloseable {

    private static final byte[] MARK = "bench.example/at\":\"".getBytes(US_ASCII);

    private final List<Watcher> watchers = new ArrayList<>();
    private final CountDownLatch ready;
    private final AtomicLong events = new AtomicLong();
    private volatile boolean recording;

    WatchFanOut(Target target, String path, int count) throws IOException, InterruptedException {
        ready = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Watcher watcher = new Watcher(target.connect());
            watchers.add(watcher);
            Thread.ofPlatform().daemon().start(() -> watcher.read(path));
        }
        if (!ready.await(60, TimeUnit.SECONDS)) {
            throw new IOException(ready.getCount() + " of " + count + " watchers saw no first event within 60 s");
        }
    }

    /** Events received so far by all watchers together. */
    long events() {
        return events.get();
    }

    void record(boolean on) {
        recording = on;
    }

    /** The 99th percentile in ms of what was recorded; ask when no more events are due. */
    double p99Millis() {
        long[] all = watchers.stream().flatMapToLong(w -> Arrays.stream(w.samples, 0, w.taken)).sorted().toArray();
        return Load.percentile99(all) / 1e6;
    }

    @Override
    public void close() throws IOException {
        for (Watcher watcher : watchers) {
            watcher.connection.close();
        }
    }

    private final class Watcher {
        private final Connection connection;
        private final long[] samples = new long[20_000];
        private volatile int taken;
        private int matched;
        private long stamp = -1;
        private boolean first = true;

        Watcher(Connection connection) {
            this.connection = connection;
        }

        void read(String path) {
            try {
                connection.stream(Request.get(path), this::scan);
            } catch (IOException closed) {
                // The end of the measurement closes the connection; an earlier end shows as events that are missing.
            }
        }

        /** Finds the mark across whatever pieces the bytes come in; a line is an event. */
        private void scan(byte[] buffer, int from, int count) {
            for (int i = from; i < from + count; i++) {
                byte b = buffer[i];
                if (matched == MARK.length) {
                    if (b >= '0' && b <= '9') {
                        stamp = stamp * 10 + (b - '0');
                        continue;
                    }
                    matched = 0;
                }
                if (b == MARK[matched]) {
                    matched++;
                    stamp = matched == MARK.length ? 0 : stamp;
                } else {
                    matched = b == MARK[0] ? 1 : 0;
                }
                if (b == '\n') {
                    event();
                }
            }
        }

        private void event() {
            events.incrementAndGet();
            if (first) {
                first = false;
                ready.countDown();
            }
            int n = taken;
            if (recording && stamp > 0 && n < samples.length) {
                samples[n] = System.nanoTime() - stamp;
                taken = n + 1;
            }
            stamp = -1;
        }
    }
}
