package dev.coracle.store.etcd.service;

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
import dev.coracle.store.mvcc.ReadView;
import io.grpc.stub.StreamObserver;

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
        EtcdErrors.answer(to, () -> {
            Ranges.check(request);
            member.admitRead();
            while (true) {
                ReadView view = request.getRevision() > 0 ? store.read(request.getRevision()) : store.read();
                RangeResponse.Builder answer = Ranges.evaluate(view, request);
                // What a compaction took away meanwhile may be missing: read again.
                if (view.revision() >= store.compactRevision()) {
                    long revision = request.getRevision() > 0 ? store.revision() : view.revision();
                    return answer.setHeader(member.header(revision)).build();
                }
            }
        });
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> to) {
        EtcdErrors.answer(to, () -> {
            member.admit(request);
            PutResponse.Builder answer = store.transact(view -> transactions.put(view, request));
            return answer.setHeader(member.header(answer.getHeader().getRevision())).build();
        });
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> to) {
        EtcdErrors.answer(to, () -> {
            member.admit(request);
            DeleteRangeResponse.Builder answer = store.transact(view -> transactions.delete(view, request));
            return answer.setHeader(member.header(answer.getHeader().getRevision())).build();
        });
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> to) {
        EtcdErrors.answer(to, () -> {
            member.admit(request);
            TxnResponse.Builder answer = store.transact(view -> transactions.txn(view, request));
            return answer.setHeader(member.header(answer.getHeader().getRevision())).build();
        });
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> to) {
        EtcdErrors.answer(to, () -> {
            store.compact(request.getRevision());
            return CompactionResponse.newBuilder().setHeader(member.header()).build();
        });
    }
}
