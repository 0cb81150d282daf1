package dev.coracle.bench.store;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.Compare;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.WatchGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A few connections to an etcd, shared by all logical clients. Answers are taken on the connections' own threads. */
final class Client implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final int MAX_MESSAGE = 256 << 20;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<KVGrpc.KVFutureStub> kv = new ArrayList<>();

    Client(int port) {
        for (int i = 0; i < CONNECTIONS; i++) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor()
                    .maxInboundMessageSize(MAX_MESSAGE).build();
            channels.add(channel);
            kv.add(KVGrpc.newFutureStub(channel));
        }
    }

    KVGrpc.KVFutureStub kv(int client) {
        return kv.get(client % CONNECTIONS);
    }

    WatchGrpc.WatchStub watch(int client) {
        return WatchGrpc.newStub(channels.get(client % CONNECTIONS));
    }

    KVGrpc.KVBlockingStub blocking() {
        return KVGrpc.newBlockingStub(channels.getFirst());
    }

    static ByteString key(String prefix, long number) {
        return ByteString.copyFrom(String.format("%s%012d", prefix, number), StandardCharsets.US_ASCII);
    }

    /** Bytes that nothing compresses. */
    static ByteString value(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    static PutRequest put(ByteString key, ByteString value) {
        return PutRequest.newBuilder().setKey(key).setValue(value).build();
    }

    static RangeRequest range(ByteString key) {
        return RangeRequest.newBuilder().setKey(key).build();
    }

    /** How kube-apiserver updates an object: if it is as it was read, write it, else read it. */
    static TxnRequest update(ByteString key, long modRevision, ByteString value) {
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL).setKey(key).setModRevision(modRevision))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
                .addFailure(RequestOp.newBuilder().setRequestRange(range(key))).build();
    }

    @Override
    public void close() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : channels) {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
    }
}
