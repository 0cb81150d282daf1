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
import dev.coracle.store.mvcc.ReadView.Found;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.WriteView;
import dev.coracle.store.mvcc.lease.Leases;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Carries out writes on the store's writer thread: all of a transaction or, if any part of it fails, nothing. */
public final class Transactions {

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
        Operations.PUTS.inc();
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
        PutResponse.Builder answer = PutResponse.newBuilder();
        if (request.getPrevKv()) {
            view.get(key).ifPresent(kv -> answer.setPrevKv(Ranges.message(kv, false)));
        }
        view.put(key, value, lease);
        return answer.setHeader(header(view));
    }

    public DeleteRangeResponse.Builder delete(WriteView view, DeleteRangeRequest request) {
        Operations.DELETES.inc();
        List<Found> gone = new ArrayList<>();
        view.find(request.getKey().toByteArray(), Ranges.end(request.getKey(), request.getRangeEnd()), gone::add);
        DeleteRangeResponse.Builder answer = DeleteRangeResponse.newBuilder().setDeleted(gone.size());
        if (request.getPrevKv()) {
            view.load(gone).forEach(kv -> answer.addPrevKvs(Ranges.message(kv, false)));
        }
        gone.forEach(kv -> view.delete(kv.key()));
        return answer.setHeader(header(view));
    }

    private static ResponseHeader header(ReadView view) {
        return ResponseHeader.newBuilder().setRevision(view.revision()).build();
    }

    /** Over a range a comparison must hold for every key; if there are none, for a key that is not there. */
    private static boolean holds(ReadView view, Compare compare) {
        if (compare.getRangeEnd().isEmpty()) {
            byte[] key = compare.getKey().toByteArray();
            return holds(view, view.version(key).map(version -> new Found(key, version)), compare);
        }
        boolean[] holds = {true};
        boolean[] any = {false};
        view.find(compare.getKey().toByteArray(), Ranges.end(compare.getKey(), compare.getRangeEnd()), found -> {
            any[0] = true;
            holds[0] = holds(view, Optional.of(found), compare);
            return holds[0];
        });
        return any[0] ? holds[0] : holds(view, Optional.empty(), compare);
    }

    private static boolean holds(ReadView view, Optional<Found> found, Compare compare) {
        return switch (compare.getTarget()) {
            // What is not there has no value to compare.
            case VALUE -> found.isPresent()
                    && matches(Arrays.compareUnsigned(entry(view, found.get()).value(),
                            compare.getValue().toByteArray()), compare);
            case VERSION -> matches(Long.compare(number(found, Version::version), compare.getVersion()), compare);
            case CREATE -> matches(Long.compare(number(found, Version::createRevision), compare.getCreateRevision()),
                    compare);
            case MOD -> matches(Long.compare(number(found, Version::revision), compare.getModRevision()), compare);
            case LEASE -> matches(Long.compare(lease(view, found), compare.getLease()), compare);
            case UNRECOGNIZED -> throw EtcdErrors.invalid("unknown compare target");
        };
    }

    /** What is not there has zeros for numbers. */
    private static long number(Optional<Found> found, ToLongFunction<Version> number) {
        return found.isPresent() ? number.applyAsLong(found.get().version()) : 0;
    }

    private static long lease(ReadView view, Optional<Found> found) {
        return found.isPresent() && found.get().version().leased() ? entry(view, found.get()).lease() : 0;
    }

    private static Entry entry(ReadView view, Found found) {
        return view.load(List.of(found)).getFirst();
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
