package dev.coracle.store.etcd.service;

import com.google.protobuf.MessageLite;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.CompactionResponse;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeResponse;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.PutResponse;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.etcd.request.Ranges;
import dev.coracle.store.etcd.request.Transactions;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.mvcc.WriteView;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** etcd's KV service. Every read is linearizable: one member has nothing older to offer. */
public final class KvService extends KVGrpc.KVImplBase {

    private final Member member;
    private final MvccStore store;
    private final Transactions transactions;

    public KvService(Member member) {
        this.member = member;
        this.store = member.store.mvcc();
        this.transactions = new Transactions(member.store.leases());
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> to) {
        if (request.getRangeEnd().isEmpty()) {
            read(request, to);
        } else {
            // It may take a while: not on the thread that moves the bytes of other clients.
            Thread.ofVirtual().name("etcd-range").start(() -> read(request, to));
        }
    }

    private void read(RangeRequest request, StreamObserver<RangeResponse> to) {
        EtcdErrors.answer(to, () -> {
            Ranges.check(request);
            member.admitRead();
            return store.read(request.getRevision(), view -> Ranges.evaluate(view, request)
                    .setHeader(member.header(view.storeRevision())).build());
        });
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> to) {
        write(to, request, () -> member.admit(request), view -> transactions.put(view, request),
                answer -> answer.setHeader(member.header(answer.getHeader().getRevision())).build());
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> to) {
        write(to, request, () -> member.admit(request), view -> transactions.delete(view, request),
                answer -> answer.setHeader(member.header(answer.getHeader().getRevision())).build());
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> to) {
        write(to, request, () -> member.admit(request), view -> transactions.txn(view, request),
                answer -> answer.setHeader(member.header(answer.getHeader().getRevision())).build());
    }

    /** A write that waits holds no thread: the store answers it. */
    private <B, T> void write(StreamObserver<T> to, MessageLite request, Runnable checks,
            Function<WriteView, B> transaction, Function<B, T> finish) {
        try {
            checks.run();
        } catch (RuntimeException e) {
            to.onError(EtcdErrors.translate(e));
            return;
        }
        var unused = store.submit(request.getSerializedSize(), transaction).whenComplete((answer, failure) -> {
            if (answer != null) {
                EtcdErrors.answer(to, () -> finish.apply(answer));
            } else {
                to.onError(EtcdErrors.translate(failure));
            }
        });
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> to) {
        Thread.ofVirtual().name("etcd-compact").start(() -> EtcdErrors.answer(to, () -> {
            CompletableFuture<Void> cleaned = store.compact(request.getRevision());
            if (request.getPhysical()) {
                cleaned.join();
            }
            return CompactionResponse.newBuilder().setHeader(member.header()).build();
        }));
    }
}
