package dev.coracle.store.robustness.traffic;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.Compare;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.ResponseOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import dev.coracle.proto.mvccpb.KeyValue;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Answer.Result;
import dev.coracle.store.robustness.model.Condition;
import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Request;
import java.util.Optional;

/** Between the model's terms and etcd's messages. */
public final class Wire {

    private Wire() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static RangeRequest range(Request.Range range) {
        return RangeRequest.newBuilder().setKey(bytes(range.from())).setRangeEnd(bytes(range.to()))
                .setLimit(range.limit()).setRevision(range.revision()).build();
    }

    static PutRequest put(Request.Put put) {
        return PutRequest.newBuilder().setKey(bytes(put.key())).setValue(bytes(put.value())).setLease(put.lease())
                .build();
    }

    static DeleteRangeRequest delete(Request.Delete delete) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(delete.from())).setRangeEnd(bytes(delete.to())).build();
    }

    static TxnRequest txn(Request.Txn txn) {
        TxnRequest.Builder message = TxnRequest.newBuilder();
        txn.conditions().forEach(condition -> message.addCompare(compare(condition)));
        txn.then().forEach(op -> message.addSuccess(op(op)));
        txn.otherwise().forEach(op -> message.addFailure(op(op)));
        return message.build();
    }

    private static RequestOp op(Request.Op op) {
        return switch (op) {
            case Request.Range range -> RequestOp.newBuilder().setRequestRange(range(range)).build();
            case Request.Put put -> RequestOp.newBuilder().setRequestPut(put(put)).build();
            case Request.Delete delete -> RequestOp.newBuilder().setRequestDeleteRange(delete(delete)).build();
        };
    }

    private static Compare compare(Condition condition) {
        Compare.Builder message = Compare.newBuilder().setKey(bytes(condition.key()))
                .setResult(switch (condition.relation()) {
                    case EQUAL -> Compare.CompareResult.EQUAL;
                    case NOT_EQUAL -> Compare.CompareResult.NOT_EQUAL;
                    case GREATER -> Compare.CompareResult.GREATER;
                    case LESS -> Compare.CompareResult.LESS;
                });
        return switch (condition.target()) {
            case VERSION -> message.setTarget(Compare.CompareTarget.VERSION).setVersion(condition.number()).build();
            case CREATE ->
                message.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(condition.number()).build();
            case MOD -> message.setTarget(Compare.CompareTarget.MOD).setModRevision(condition.number()).build();
            case LEASE -> message.setTarget(Compare.CompareTarget.LEASE).setLease(condition.number()).build();
            case VALUE -> message.setTarget(Compare.CompareTarget.VALUE).setValue(bytes(condition.text())).build();
        };
    }

    static Answer answer(TxnResponse message) {
        return new Answer.Done(message.getHeader().getRevision(), message.getSucceeded(),
                message.getResponsesList().stream().map(Wire::result).toList());
    }

    private static Result result(ResponseOp message) {
        return switch (message.getResponseCase()) {
            case RESPONSE_RANGE -> result(message.getResponseRange());
            case RESPONSE_PUT -> new Result.Written();
            case RESPONSE_DELETE_RANGE -> new Result.Deleted(message.getResponseDeleteRange().getDeleted());
            case RESPONSE_TXN, RESPONSE_NOT_SET -> throw new IllegalStateException("not asked for: " + message);
        };
    }

    static Result result(RangeResponse message) {
        return new Result.Found(message.getKvsList().stream().map(Wire::kv).toList(), message.getCount(),
                message.getMore());
    }

    static Kv kv(KeyValue message) {
        return new Kv(message.getKey().toStringUtf8(), message.getValue().toStringUtf8(),
                message.getCreateRevision(), message.getModRevision(), message.getVersion(), message.getLease());
    }

    static Event event(dev.coracle.proto.mvccpb.Event message) {
        Optional<Kv> before = message.hasPrevKv() ? Optional.of(kv(message.getPrevKv())) : Optional.empty();
        boolean put = message.getType() == dev.coracle.proto.mvccpb.Event.EventType.PUT;
        return new Event(message.getKv().getModRevision(), message.getKv().getKey().toStringUtf8(),
                put ? Optional.of(kv(message.getKv())) : Optional.empty(), before);
    }
}
