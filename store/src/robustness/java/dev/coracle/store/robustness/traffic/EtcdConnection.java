package dev.coracle.store.robustness.traffic;

import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrpc;
import dev.coracle.proto.etcdserverpb.LeaseRevokeRequest;
import dev.coracle.proto.etcdserverpb.WatchGrpc;
import dev.coracle.store.robustness.history.Outcome;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Answer.Reason;
import dev.coracle.store.robustness.model.Answer.Result;
import dev.coracle.store.robustness.model.Request;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client's connection to one etcd. */
public final class EtcdConnection implements AutoCloseable {

    private static final long LONGEST_SECONDS = 20;

    private final ManagedChannel channel;
    private final KVGrpc.KVBlockingStub kv;
    private final LeaseGrpc.LeaseBlockingStub leases;

    /** A connection that is made anew whenever {@code door} opens. A call waits for it; one under way when it breaks has failed. */
    public EtcdConnection(Door door) {
        this.channel = NettyChannelBuilder.forTarget("dns:///" + door.address()).usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        this.kv = KVGrpc.newBlockingStub(channel).withWaitForReady();
        this.leases = LeaseGrpc.newBlockingStub(channel).withWaitForReady();
        door.whenOpen(channel::resetConnectBackoff);
    }

    /** Asks and waits. Whatever does not tell the state of the store is {@link Outcome.Unknown}. */
    public Outcome ask(Request request) {
        try {
            return new Outcome.Answered(answer(request));
        } catch (StatusRuntimeException e) {
            Optional<Reason> reason = reason(e.getStatus());
            return reason.isPresent()
                    ? new Outcome.Answered(new Answer.Refused(reason.get()))
                    : new Outcome.Unknown(e.getStatus().getCode() + ": " + e.getStatus().getDescription());
        }
    }

    private static Optional<Reason> reason(Status status) {
        String text = String.valueOf(status.getDescription());
        if (text.contains("has been compacted")) {
            return Optional.of(Reason.COMPACTED);
        }
        if (text.contains("is a future revision")) {
            return Optional.of(Reason.FUTURE_REVISION);
        }
        if (text.contains("requested lease not found")) {
            return Optional.of(Reason.LEASE_NOT_FOUND);
        }
        return text.contains("lease already exists") ? Optional.of(Reason.LEASE_EXISTS) : Optional.empty();
    }

    private Answer answer(Request request) {
        KVGrpc.KVBlockingStub to = kv.withDeadlineAfter(LONGEST_SECONDS, TimeUnit.SECONDS);
        return switch (request) {
            case Request.Range range -> {
                var message = to.range(Wire.range(range));
                yield done(message.getHeader().getRevision(), Wire.result(message));
            }
            case Request.Put put -> done(to.put(Wire.put(put)).getHeader().getRevision(), new Result.Written());
            case Request.Delete delete -> {
                var message = to.deleteRange(Wire.delete(delete));
                yield done(message.getHeader().getRevision(), new Result.Deleted(message.getDeleted()));
            }
            case Request.Txn txn -> Wire.answer(to.txn(Wire.txn(txn)));
            case Request.Compact compact -> {
                to.compact(CompactionRequest.newBuilder().setRevision(compact.revision()).build());
                yield new Answer.Done(Answer.ANY, true, List.of());
            }
            case Request.Grant grant -> {
                leases().leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(grant.lease()).setTTL(grant.seconds()).build());
                yield new Answer.Done(Answer.ANY, true, List.of());
            }
            case Request.Revoke revoke -> {
                leases().leaseRevoke(LeaseRevokeRequest.newBuilder().setID(revoke.lease()).build());
                yield new Answer.Done(Answer.ANY, true, List.of());
            }
        };
    }

    private LeaseGrpc.LeaseBlockingStub leases() {
        return leases.withDeadlineAfter(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    private static Answer done(long revision, Result result) {
        return new Answer.Done(revision, true, List.of(result));
    }

    /** For watches. */
    WatchGrpc.WatchStub watches() {
        return WatchGrpc.newStub(channel).withWaitForReady();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
