package dev.coracle.bench.store;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.proto.mvccpb.Event;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Many watchers of one prefix: how soon a write reaches all of them, and how many events a second they get. */
final class FanOut {

    private static final int STREAMS = 100;
    private static final int WATCHERS = 1000;
    private static final int SAMPLES = 4_000_000;
    private static final int SLOW_WRITES_A_SECOND = 20;

    private final Client client;
    private final Rows rows;
    private final boolean ours;
    private final StoreBench.Options options;
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger sampled = new AtomicInteger();
    private final long[] samples = new long[SAMPLES];

    FanOut(Client client, Rows rows, boolean ours, StoreBench.Options options) {
        this.client = client;
        this.rows = rows;
        this.ours = ours;
        this.options = options;
    }

    void run() throws InterruptedException {
        CountDownLatch created = new CountDownLatch(WATCHERS);
        List<StreamObserver<WatchRequest>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            StreamObserver<WatchRequest> stream = client.watch(i).watch(new Counter(created));
            streams.add(stream);
            for (int j = 0; j < WATCHERS / STREAMS; j++) {
                stream.onNext(WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("/watched/"))
                        .setRangeEnd(ByteString.copyFromUtf8("/watched0"))).build());
            }
        }
        if (!created.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the watches were not created within a minute");
        }
        latency();
        throughput();
        streams.forEach(StreamObserver::onCompleted);
    }

    private void latency() throws InterruptedException {
        writeSlowly(options.warmUp());
        sampled.set(0);
        writeSlowly(options.seconds());
        long[] sorted = Arrays.copyOf(samples, Math.min(sampled.get(), SAMPLES));
        Arrays.sort(sorted);
        rows.add("watch, 1000 watchers, 20 writes/s: write to receipt p50 (ms)", ours, sorted[sorted.length / 2] / 1e6);
        rows.add("watch, 1000 watchers, 20 writes/s: write to receipt p99 (ms)", ours,
                sorted[(int) (sorted.length * 0.99)] / 1e6);
    }

    private void writeSlowly(double seconds) throws InterruptedException {
        for (int i = 0; i < Math.max(5, seconds * SLOW_WRITES_A_SECOND); i++) {
            client.blocking().put(Client.put(Client.key("/watched/", i % 100), stamped()));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / SLOW_WRITES_A_SECOND);
        }
    }

    private void throughput() throws InterruptedException {
        Load.run(8, 0, options.warmUp(), this::write);
        long before = received.get();
        long begin = System.nanoTime();
        Load.Result writes = Load.run(8, 0, options.seconds(), this::write);
        double seconds = (System.nanoTime() - begin) / 1e9;
        rows.add("watch, 1000 watchers, 8 writers without pause (events/s)", ours, (received.get() - before) / seconds);
        rows.add("watch, 1000 watchers, 8 writers without pause (writes/s)", ours, writes.perSecond());
    }

    private ListenableFuture<?> write(int who, long i) {
        return client.kv(who).put(Client.put(Client.key("/watched/", i % 100), stamped()));
    }

    private static ByteString stamped() {
        byte[] value = new byte[256];
        ByteBuffer.wrap(value).putLong(System.nanoTime());
        return ByteString.copyFrom(value);
    }

    private final class Counter implements StreamObserver<WatchResponse> {
        private final CountDownLatch created;

        Counter(CountDownLatch created) {
            this.created = created;
        }

        @Override
        public void onNext(WatchResponse response) {
            if (response.getCreated()) {
                created.countDown();
            }
            long now = System.nanoTime();
            for (Event event : response.getEventsList()) {
                received.incrementAndGet();
                int at = sampled.getAndIncrement();
                if (at < SAMPLES) {
                    samples[at] = now - event.getKv().getValue().asReadOnlyByteBuffer().getLong();
                }
            }
        }

        @Override
        public void onError(Throwable why) {}

        @Override
        public void onCompleted() {}
    }
}
