package dev.coracle.store.etcd.request;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.TreeSet;

/** What a branch of a transaction writes, and the rule that it writes no key twice. Source: etcd's check of overlapping operations. */
final class WrittenKeys {

    private final TreeSet<ByteString> puts = new TreeSet<>(KeyRanges.BY_BYTES);
    private final KeyRanges deletes = new KeyRanges();

    private WrittenKeys() {}

    /** @throws io.grpc.StatusRuntimeException if a key would be written twice */
    static WrittenKeys of(List<RequestOp> branch) {
        WrittenKeys all = new WrittenKeys();
        // Deletions first: puts of transactions within are held against them.
        for (RequestOp op : branch) {
            if (op.hasRequestDeleteRange()) {
                DeleteRangeRequest delete = op.getRequestDeleteRange();
                all.deletes.add(delete.getKey(), delete.getRangeEnd());
            }
        }
        for (RequestOp op : branch) {
            if (op.hasRequestTxn()) {
                all.addEither(op.getRequestTxn());
            }
        }
        for (RequestOp op : branch) {
            if (op.hasRequestPut()) {
                all.put(op.getRequestPut().getKey());
            }
        }
        return all;
    }

    /** Only one of the two branches will run, so that both may write the same key. */
    private void addEither(TxnRequest txn) {
        WrittenKeys then = of(txn.getSuccessList());
        WrittenKeys otherwise = of(txn.getFailureList());
        TreeSet<ByteString> either = then.puts;
        either.addAll(otherwise.puts);
        either.forEach(this::put);
        deletes.addAll(then.deletes);
        deletes.addAll(otherwise.deletes);
    }

    private void put(ByteString key) {
        if (deletes.contains(key) || !puts.add(key)) {
            throw EtcdErrors.invalid("duplicate key given in txn request");
        }
    }
}
