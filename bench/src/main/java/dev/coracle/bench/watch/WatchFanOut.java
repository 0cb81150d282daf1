package dev.coracle.bench.watch;

import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.Request;
import dev.coracle.bench.traffic.Target;
import dev.coracle.bench.traffic.TlsChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many watchers of one object. Each write carries the time at which it was sent, so that every watcher can tell how long the event
 * took from before the write to its own reading; writer and watchers share a clock because they share a process. One thread reads all of them: a
 * thousand threads that wake up for each event would take more of the machine than a server needs to send it.
 */
final class WatchFanOut implements AutoCloseable {

    private final List<TlsChannel> channels = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final CountDownLatch ready;
    private final Selector selector = Selector.open();
    private final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    private volatile long events;
    private volatile boolean recording;

    /** @param each how many watches share a connection of HTTP/2; 1: each has one of HTTP/1.1 */
    WatchFanOut(Target target, String path, int count, int each) throws IOException, InterruptedException {
        ready = new CountDownLatch(count);
        for (int left = count; left > 0; left -= each) {
            TlsChannel channel = target.open(each == 1 ? "http/1.1" : "h2");
            channels.add(channel);
            channel.register(selector, each == 1
                    ? alone(target, channel, path)
                    : together(new Http2Watches(channel, target), path, Math.min(each, left)));
        }
        Thread.ofPlatform().daemon().name("watchers").start(this::follow);
        if (!ready.await(60, TimeUnit.SECONDS)) {
            throw new IOException(ready.getCount() + " of " + count + " watchers saw no first event within 60 s");
        }
    }

    private Reader alone(Target target, TlsChannel channel, String path) throws IOException {
        channel.write(target.bytes(Request.get(path)));
        return new Reader(channel, new ChunkedWatch(watcher()));
    }

    private Reader together(Http2Watches watches, String path, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            watches.begin(path, watcher());
        }
        return new Reader(watches.channel(), watches);
    }

    private EventLines watcher() {
        Watcher watcher = new Watcher();
        watchers.add(watcher);
        return new EventLines(watcher);
    }

    /** Events received so far by all watchers together. */
    long events() {
        return events;
    }

    void record(boolean on) {
        recording = on;
    }

    /** The 99th percentile in ms of what was recorded; ask when no more events are due. */
    double p99Millis() {
        long[] all = watchers.stream().flatMapToLong(w -> Arrays.stream(w.samples, 0, w.taken)).sorted().toArray();
        return Load.percentile99(all) / 1e6;
    }

    /** An end before the measurement's own shows as events that are missing. */
    private void follow() {
        try {
            while (selector.isOpen()) {
                selector.select(this::read);
            }
        } catch (IOException | ClosedSelectorException closed) {
            // as wished
        }
    }

    private void read(SelectionKey key) {
        try {
            ((Reader) key.attachment()).read();
        } catch (IOException closed) {
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (TlsChannel channel : channels) {
            channel.close();
        }
    }

    private final class Reader {
        private final TlsChannel channel;
        private final WatchAnswers answers;

        Reader(TlsChannel channel, WatchAnswers answers) {
            this.channel = channel;
            this.answers = answers;
        }

        void read() throws IOException {
            boolean more = true;
            while (more) {
                more = channel.read(plain.clear());
                answers.take(plain.flip());
            }
        }
    }

    private final class Watcher implements EventLines.Events {
        private final long[] samples = new long[20_000];
        private volatile int taken;
        private boolean first = true;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads all watchers
        public void event(long stamp) {
            events = events + 1;
            if (first) {
                first = false;
                ready.countDown();
            }
            int n = taken;
            if (recording && stamp > 0 && n < samples.length) {
                samples[n] = System.nanoTime() - stamp;
                taken = n + 1;
            }
        }
    }
}
