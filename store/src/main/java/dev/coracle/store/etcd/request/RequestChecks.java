package dev.coracle.store.etcd.request;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.EmbeddedStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What a write must be before it is tried. Source: etcd's limits and its checks of requests. */
public final class RequestChecks {

    private static final int MAX_OPERATIONS = 128;
    private static final Comparator<ByteString> BY_BYTES = ByteString.unsignedLexicographicalComparator();

    /** What a branch of a transaction writes; a key may be written once. */
    private record Written(TreeSet<ByteString> puts, List<DeleteRangeRequest> deletes) {
        static Written nothing() {
            return new Written(new TreeSet<>(BY_BYTES), new ArrayList<>());
        }

        private boolean deleted(ByteString key) {
            return deletes.stream().anyMatch(delete -> covers(delete, key));
        }

        private static boolean covers(DeleteRangeRequest delete, ByteString key) {
            ByteString end = delete.getRangeEnd();
            if (end.isEmpty()) {
                return delete.getKey().equals(key);
            }
            boolean open = end.size() == 1 && end.byteAt(0) == 0;
            return BY_BYTES.compare(key, delete.getKey()) >= 0 && (open || BY_BYTES.compare(key, end) < 0);
        }

        private void put(ByteString key) {
            if (deleted(key) || !puts.add(key)) {
                throw EtcdErrors.invalid("duplicate key given in txn request");
            }
        }

        private void add(Written then, Written otherwise) {
            TreeSet<ByteString> both = new TreeSet<>(BY_BYTES);
            both.addAll(then.puts);
            both.addAll(otherwise.puts);
            for (Written branch : List.of(then, otherwise)) {
                if (puts.stream().anyMatch(branch::deleted)) {
                    throw EtcdErrors.invalid("duplicate key given in txn request");
                }
            }
            both.forEach(this::put);
            deletes.addAll(then.deletes);
            deletes.addAll(otherwise.deletes);
        }
    }

    private RequestChecks() {}

    public static void size(MessageLite request) {
        if (request.getSerializedSize() > EmbeddedStore.MAX_REQUEST_BYTES) {
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

    public static void txn(TxnRequest request) {
        operations(request, MAX_OPERATIONS);
        written(request.getSuccessList());
        written(request.getFailureList());
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

    private static Written written(List<RequestOp> operations) {
        Written all = Written.nothing();
        operations.stream().filter(RequestOp::hasRequestDeleteRange)
                .forEach(op -> all.deletes.add(op.getRequestDeleteRange()));
        operations.stream().filter(RequestOp::hasRequestTxn).map(RequestOp::getRequestTxn)
                .forEach(txn -> all.add(written(txn.getSuccessList()), written(txn.getFailureList())));
        operations.stream().filter(RequestOp::hasRequestPut).forEach(op -> all.put(op.getRequestPut().getKey()));
        return all;
    }
}
