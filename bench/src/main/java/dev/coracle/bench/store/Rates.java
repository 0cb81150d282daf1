package dev.coracle.bench.store;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import java.util.concurrent.ThreadLocalRandom;

/** Requests that are answered one by one: puts, ranges, the transaction that Kubernetes makes. */
final class Rates {

    private static final int KEYS = 10_000;
    private static final int PAGE_KEYS = 500;
    private static final ByteString SMALL = Client.value(256, 1);
    private static final ByteString OBJECT = Client.value(2500, 2);

    private final EtcdServer server;
    private final Client client;
    private final Rows rows;
    private final boolean ours;
    private final StoreBench.Options options;

    Rates(EtcdServer server, Client client, Rows rows, boolean ours, StoreBench.Options options) {
        this.server = server;
        this.client = client;
        this.rows = rows;
        this.ours = ours;
        this.options = options;
    }

    void run() throws InterruptedException {
        // Both compilers of a JVM have work to do before the first figure means anything; etcd gets the same.
        Load.run(100, options.warmUp() * 3, 1, this::put);
        for (int clients : new int[]{1, 100, 1000}) {
            measure("put 256 B, " + clients + " clients", clients, this::put);
        }
        measure("range of one key, 100 clients", 100, this::range);
        measure("range of 500 keys, 10 clients", 10, this::page);
        transactions(100);
    }

    private void measure(String what, int clients, Load.Call call) throws InterruptedException {
        double before = server.processorSeconds();
        Load.Result result = Load.run(clients, options.warmUp(), options.seconds(), call);
        rows.addRate(what, ours, result);
        rows.add(what + ", processor time of the server for each (us)", ours,
                (server.processorSeconds() - before) * 1e6 / result.all());
    }

    private ListenableFuture<?> put(int who, long i) {
        long number = ThreadLocalRandom.current().nextInt(KEYS);
        return client.kv(who).put(Client.put(Client.key("/bench/", number), SMALL));
    }

    private ListenableFuture<?> range(int who, long i) {
        return client.kv(who)
                .range(Client.range(Client.key("/bench/", ThreadLocalRandom.current().nextInt(KEYS))));
    }

    private ListenableFuture<?> page(int who, long i) {
        long from = ThreadLocalRandom.current().nextInt(KEYS - PAGE_KEYS);
        return client.kv(who).range(RangeRequest.newBuilder().setKey(Client.key("/bench/", from))
                .setRangeEnd(Client.key("/bench/", from + PAGE_KEYS)).setLimit(PAGE_KEYS).build());
    }

    /** Each client updates its own object: what it wrote last is what it expects. */
    private void transactions(int clients) throws InterruptedException {
        long[] revisions = new long[clients];
        measure("transaction of Kubernetes, 2.5 kB, " + clients + " clients", clients, (who, i) -> {
            var answer = client.kv(who)
                    .txn(Client.update(Client.key("/objects/", who), revisions[who], OBJECT));
            return Futures.transform(answer, done -> {
                TxnResponse response = done;
                revisions[who] = response.getSucceeded()
                        ? response.getHeader().getRevision()
                        : response.getResponses(0).getResponseRange().getKvs(0).getModRevision();
                return response;
            }, MoreExecutors.directExecutor());
        });
    }
}
