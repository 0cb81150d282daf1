package dev.coracle.store.remote;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.Compare;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.port.KeyValue;

/** The shapes that kube-apiserver's requests to etcd have. */
final class Messages {

    private Messages() {}

    static KeyValue keyValue(dev.coracle.proto.mvccpb.KeyValue kv) {
        return new KeyValue(kv.getKey().toStringUtf8(), kv.getValue().toByteArray(), kv.getCreateRevision(),
                kv.getModRevision(), kv.getVersion(), kv.getLease());
    }

    static RangeRequest one(String key, long revision) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setLimit(1).setRevision(revision).build();
    }

    static RangeRequest.Builder range(String from, String to) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(from)).setRangeEnd(ByteString.copyFromUtf8(to));
    }

    /** If the key's modification revision is {@code expected}, then {@code change}, else read the key. */
    static TxnRequest ifUnchanged(String key, long expected, RequestOp change) {
        ByteString name = ByteString.copyFromUtf8(key);
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(name).setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL).setModRevision(expected))
                .addSuccess(change)
                .addFailure(RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(name)))
                .build();
    }
}
