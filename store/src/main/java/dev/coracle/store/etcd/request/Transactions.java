package dev.coracle.store.etcd.request;

import dev.coracle.proto.etcdserverpb.Compare;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeResponse;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.PutResponse;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.ResponseHeader;
import dev.coracle.proto.etcdserverpb.ResponseOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import dev.coracle.store.mvcc.Entry;
import dev.coracle.store.mvcc.Leases;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.WriteView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Carries out writes on the store's writer thread: all of a transaction or, if any part of it fails, nothing. */
public final class Transactions {

    private static final Entry NOTHING = new Entry(new byte[0], new byte[0], 0, 0, 0, 0);

    private final Leases leases;

    public Transactions(Leases leases) {
        this.leases = leases;
    }

    public TxnResponse.Builder txn(WriteView view, TxnRequest request) {
        boolean succeeded = request.getCompareList().stream().allMatch(compare -> holds(view, compare));
        TxnResponse.Builder answer = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (RequestOp op : succeeded ? request.getSuccessList() : request.getFailureList()) {
            answer.addResponses(apply(view, op));
        }
        return answer.setHeader(header(view));
    }

    private ResponseOp apply(WriteView view, RequestOp op) {
        ResponseOp.Builder answer = ResponseOp.newBuilder();
        return switch (op.getRequestCase()) {
            case REQUEST_RANGE -> answer.setResponseRange(range(view, op.getRequestRange())).build();
            case REQUEST_PUT -> answer.setResponsePut(put(view, op.getRequestPut())).build();
            case REQUEST_DELETE_RANGE -> answer.setResponseDeleteRange(delete(view, op.getRequestDeleteRange()))
                    .build();
            case REQUEST_TXN -> answer.setResponseTxn(txn(view, op.getRequestTxn())).build();
            case REQUEST_NOT_SET -> throw EtcdErrors.emptyKey();
        };
    }

    private static RangeResponse.Builder range(WriteView view, RangeRequest request) {
        ReadView at = request.getRevision() > 0 ? view.at(request.getRevision()) : view;
        return Ranges.evaluate(at, request).setHeader(header(view));
    }

    public PutResponse.Builder put(WriteView view, PutRequest request) {
        byte[] key = request.getKey().toByteArray();
        byte[] value = request.getValue().toByteArray();
        long lease = request.getLease();
        if (request.getIgnoreValue() || request.getIgnoreLease()) {
            Entry now = view.get(key).orElseThrow(() -> EtcdErrors.invalid("key not found"));
            value = request.getIgnoreValue() ? now.value() : value;
            lease = request.getIgnoreLease() ? now.lease() : lease;
        }
        if (lease != 0 && !leases.attach(lease, key)) {
            throw EtcdErrors.leaseNotFound();
        }
        Optional<Entry> before = view.put(key, value, lease);
        PutResponse.Builder answer = PutResponse.newBuilder();
        if (request.getPrevKv()) {
            before.ifPresent(kv -> answer.setPrevKv(Ranges.message(kv, false)));
        }
        return answer.setHeader(header(view));
    }

    public DeleteRangeResponse.Builder delete(WriteView view, DeleteRangeRequest request) {
        List<Entry> gone = new ArrayList<>();
        view.range(request.getKey().toByteArray(), Ranges.end(request.getKey(), request.getRangeEnd()), gone::add);
        gone.forEach(kv -> view.delete(kv.key()));
        DeleteRangeResponse.Builder answer = DeleteRangeResponse.newBuilder().setDeleted(gone.size());
        if (request.getPrevKv()) {
            gone.forEach(kv -> answer.addPrevKvs(Ranges.message(kv, false)));
        }
        return answer.setHeader(header(view));
    }

    private static ResponseHeader header(ReadView view) {
        return ResponseHeader.newBuilder().setRevision(view.revision()).build();
    }

    /** Over a range a comparison must hold for every key; if there are none, for a key that is not there. */
    private static boolean holds(ReadView view, Compare compare) {
        if (compare.getRangeEnd().isEmpty()) {
            return holds(view.get(compare.getKey().toByteArray()), compare);
        }
        boolean[] holds = {true};
        boolean[] any = {false};
        view.range(compare.getKey().toByteArray(), Ranges.end(compare.getKey(), compare.getRangeEnd()), kv -> {
            any[0] = true;
            holds[0] = holds(Optional.of(kv), compare);
            return holds[0];
        });
        return any[0] ? holds[0] : holds(Optional.empty(), compare);
    }

    private static boolean holds(Optional<Entry> found, Compare compare) {
        Entry kv = found.orElse(NOTHING);
        return switch (compare.getTarget()) {
            // What is not there has no value to compare.
            case VALUE -> found.isPresent() && matches(
                    Arrays.compareUnsigned(kv.value(), compare.getValue().toByteArray()), compare);
            case VERSION -> matches(Long.compare(kv.version(), compare.getVersion()), compare);
            case CREATE -> matches(Long.compare(kv.createRevision(), compare.getCreateRevision()), compare);
            case MOD -> matches(Long.compare(kv.modRevision(), compare.getModRevision()), compare);
            case LEASE -> matches(Long.compare(kv.lease(), compare.getLease()), compare);
            case UNRECOGNIZED -> throw EtcdErrors.invalid("unknown compare target");
        };
    }

    private static boolean matches(int order, Compare compare) {
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
            case UNRECOGNIZED -> throw EtcdErrors.invalid("unknown compare result");
        };
    }
}
