package dev.coracle.bench.store;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Many keys: what they take in memory and on disk, what a compaction of them does to writers, how long a start with them takes. */
final class Bulk {

    private static final int FILLERS = 200;
    private static final int WRITERS = 100;

    private final Rows rows;
    private final boolean ours;
    private final StoreBench.Options options;

    Bulk(Rows rows, boolean ours, StoreBench.Options options) {
        this.rows = rows;
        this.ours = ours;
        this.options = options;
    }

    void run(Path binary, Path data) throws IOException, InterruptedException {
        String size = options.keys() + " keys of 1 kB";
        try (EtcdServer server = EtcdServer.start(binary, data); Client client = new Client(server.port)) {
            long begin = System.nanoTime();
            fill(client);
            rows.add(size + ": written (1/s)", ours, options.keys() * 1e9 / (System.nanoTime() - begin));
            rows.add(size + ": resident memory (MB)", ours, server.residentMegabytes());
            rows.add(size + ": resident memory without files (MB)", ours, server.anonymousMegabytes());
            rows.add(size + ": disk (MB)", ours, server.diskMegabytes());
        }
        try (EtcdServer server = EtcdServer.start(binary, data); Client client = new Client(server.port)) {
            rows.add(size + ": start to the first answer (ms)", ours, server.startMillis);
            rows.add(size + ": resident memory after the start (MB)", ours, server.residentMegabytes());
            compaction(client, size);
        }
    }

    private void fill(Client client) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        ByteString[] values = new ByteString[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = Client.value(1000, i);
        }
        CountDownLatch left = new CountDownLatch(FILLERS);
        for (int i = 0; i < FILLERS; i++) {
            fillOn(client, i, next, values, left);
        }
        left.await();
    }

    private void fillOn(Client client, int who, AtomicLong next, ByteString[] values,
            CountDownLatch left) {
        long number = next.getAndIncrement();
        if (number >= options.keys()) {
            left.countDown();
            return;
        }
        // Scattered over the key space, as names are.
        ByteString key = Client.key("/fill/", number * 7_368_787L % options.keys());
        var put = client.kv(who).put(Client.put(key, values[(int) (number % values.length)]));
        put.addListener(() -> fillOn(client, who, next, values, left),
                MoreExecutors.directExecutor());
    }

    /** Every key is overwritten in part, then the old versions are compacted while the writers go on. */
    private void compaction(Client client, String size) throws InterruptedException {
        Load.Result before = Load.run(WRITERS, options.warmUp() * 2, options.seconds(), put(client));
        long revision = client.blocking().range(Client.range(ByteString.copyFromUtf8("x"))).getHeader().getRevision();
        CompletableFuture<Double> took = CompletableFuture.supplyAsync(() -> {
            long begin = System.nanoTime();
            client.blocking().compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
            return (System.nanoTime() - begin) / 1e6;
        });
        Load.Result during = Load.run(WRITERS, 0, options.seconds(), put(client));
        rows.addRate(size + ": put without compaction, 100 clients", ours, before);
        rows.addRate(size + ": put under compaction, 100 clients", ours, during);
        rows.add(size + ": compaction under load (ms)", ours, took.join());
    }

    private Load.Call put(Client client) {
        ByteString value = Client.value(1000, 7);
        return (who, i) -> client.kv(who)
                .put(Client.put(Client.key("/fill/", ThreadLocalRandom.current().nextLong(options.keys())), value));
    }
}
