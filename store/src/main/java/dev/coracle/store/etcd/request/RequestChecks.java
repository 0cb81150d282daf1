package dev.coracle.store.etcd.request;

import com.google.protobuf.MessageLite;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import java.util.List;

/** What a write must be before it is tried. Source: etcd's limits and its checks of requests. */
public final class RequestChecks {

    private RequestChecks() {}

    public static void size(MessageLite request, Limits limits) {
        if (request.getSerializedSize() > limits.requestBytes()) {
            throw EtcdErrors.invalid("request is too large");
        }
    }

    public static void put(PutRequest request) {
        if (request.getKey().isEmpty()) {
            throw EtcdErrors.emptyKey();
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw EtcdErrors.invalid("value is provided");
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw EtcdErrors.invalid("lease is provided");
        }
    }

    public static void delete(DeleteRangeRequest request) {
        if (request.getKey().isEmpty()) {
            throw EtcdErrors.emptyKey();
        }
    }

    public static void txn(TxnRequest request, Limits limits) {
        operations(request, limits.txnOperations());
        WrittenKeys.of(request.getSuccessList());
        WrittenKeys.of(request.getFailureList());
    }

    private static void operations(TxnRequest request, int allowed) {
        int count = Math.max(request.getCompareCount(),
                Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (count > allowed) {
            throw EtcdErrors.invalid("too many operations in txn request");
        }
        if (request.getCompareList().stream().anyMatch(compare -> compare.getKey().isEmpty())) {
            throw EtcdErrors.emptyKey();
        }
        for (List<RequestOp> branch : List.of(request.getSuccessList(), request.getFailureList())) {
            for (RequestOp op : branch) {
                operation(op, allowed - count);
            }
        }
    }

    private static void operation(RequestOp op, int allowed) {
        switch (op.getRequestCase()) {
            case REQUEST_RANGE -> Ranges.check(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
            case REQUEST_TXN -> operations(op.getRequestTxn(), allowed);
            case REQUEST_NOT_SET -> throw EtcdErrors.invalid("key not found");
        }
    }
}
