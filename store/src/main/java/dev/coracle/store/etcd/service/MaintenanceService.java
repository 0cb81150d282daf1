package dev.coracle.store.etcd.service;

import com.google.protobuf.UnsafeByteOperations;
import dev.coracle.proto.etcdserverpb.AlarmMember;
import dev.coracle.proto.etcdserverpb.AlarmRequest;
import dev.coracle.proto.etcdserverpb.AlarmResponse;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.proto.etcdserverpb.DefragmentRequest;
import dev.coracle.proto.etcdserverpb.DefragmentResponse;
import dev.coracle.proto.etcdserverpb.DowngradeInfo;
import dev.coracle.proto.etcdserverpb.DowngradeRequest;
import dev.coracle.proto.etcdserverpb.DowngradeResponse;
import dev.coracle.proto.etcdserverpb.HashKVRequest;
import dev.coracle.proto.etcdserverpb.HashKVResponse;
import dev.coracle.proto.etcdserverpb.HashRequest;
import dev.coracle.proto.etcdserverpb.HashResponse;
import dev.coracle.proto.etcdserverpb.MaintenanceGrpc;
import dev.coracle.proto.etcdserverpb.MoveLeaderRequest;
import dev.coracle.proto.etcdserverpb.MoveLeaderResponse;
import dev.coracle.proto.etcdserverpb.SnapshotRequest;
import dev.coracle.proto.etcdserverpb.SnapshotResponse;
import dev.coracle.proto.etcdserverpb.StatusRequest;
import dev.coracle.proto.etcdserverpb.StatusResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.etcd.snapshot.HistoryHash;
import dev.coracle.store.etcd.snapshot.SnapshotStream;
import dev.coracle.store.mvcc.Checkpoint;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** etcd's Maintenance service. There is one member, which leads and stays what it is: leadership goes nowhere, and no version is gone back to. */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private static final String STORAGE_VERSION = "3.6.0";
    /** How etcd says that nothing was ever compacted. */
    private static final long NEVER = -1;

    private final Member member;

    public MaintenanceService(Member member) {
        this.member = member;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> to) {
        EtcdErrors.answer(to, () -> {
            long revision = member.store.currentRevision();
            StatusResponse.Builder answer = StatusResponse.newBuilder().setHeader(member.header(revision))
                    .setVersion(member.store.status().version()).setStorageVersion(STORAGE_VERSION)
                    .setDbSize(member.bytes()).setDbSizeInUse(member.bytesInUse()).setDbSizeQuota(member.quotaBytes())
                    .setLeader(Member.MEMBER_ID).setRaftTerm(Member.TERM).setRaftIndex(revision)
                    .setRaftAppliedIndex(revision).setDowngradeInfo(DowngradeInfo.getDefaultInstance());
            member.alarms.get(AlarmType.NONE).forEach(alarm -> answer.addErrors(
                    "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm() + " "));
            return answer.build();
        });
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> to) {
        EtcdErrors.answer(to, () -> {
            List<AlarmMember> told = switch (request.getAction()) {
                case GET -> member.alarms.get(request.getAlarm());
                case ACTIVATE -> list(member.alarms.activate(request.getAlarm(), request.getMemberID()));
                case DEACTIVATE -> list(member.alarms.deactivate(request.getAlarm(), request.getMemberID()));
                case UNRECOGNIZED -> List.of();
            };
            return AlarmResponse.newBuilder().setHeader(member.header()).addAllAlarms(told).build();
        });
    }

    private static List<AlarmMember> list(Optional<AlarmMember> alarm) {
        return alarm.stream().toList();
    }

    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> to) {
        EtcdErrors.answer(to, () -> {
            member.store.mvcc().defragment();
            return DefragmentResponse.newBuilder().setHeader(member.header()).build();
        });
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> to) {
        EtcdErrors.answer(to, () -> {
            try (Checkpoint history = member.store.mvcc().checkpoint()) {
                HistoryHash all = HistoryHash.ofAll(history);
                return HashResponse.newBuilder().setHeader(member.header(all.revision())).setHash(all.hash()).build();
            }
        });
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> to) {
        EtcdErrors.answer(to, () -> {
            try (Checkpoint history = member.store.mvcc().checkpoint()) {
                HistoryHash hash = HistoryHash.of(history, request.getRevision());
                return HashKVResponse.newBuilder().setHeader(member.header(history.revision())).setHash(hash.hash())
                        .setCompactRevision(hash.compacted() == 0 ? NEVER : hash.compacted())
                        .setHashRevision(hash.revision()).build();
            }
        });
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> to) {
        BlockingSender<SnapshotResponse> sender = new BlockingSender<>(
                (ServerCallStreamObserver<SnapshotResponse>) to);
        // Its own thread: the one that calls this must go on, to hear whether the client is ready.
        Thread.ofVirtual().name("etcd-snapshot").start(() -> sendSnapshot(sender, to));
    }

    private void sendSnapshot(BlockingSender<SnapshotResponse> sender, StreamObserver<SnapshotResponse> to) {
        try (Checkpoint history = member.store.mvcc().checkpoint()) {
            SnapshotStream stream = new SnapshotStream(history, Member.MEMBER_ID, Member.TERM);
            stream.send((bytes, left) -> sender.send(SnapshotResponse.newBuilder()
                    .setHeader(member.header(stream.revision())).setVersion(STORAGE_VERSION).setRemainingBytes(left)
                    .setBlob(UnsafeByteOperations.unsafeWrap(bytes)).build()));
            to.onCompleted();
        } catch (IOException e) {
            to.onError(Status.UNAVAILABLE.withDescription("etcdserver: snapshot ended: " + e.getMessage())
                    .withCause(e).asException());
        } catch (RuntimeException e) {
            to.onError(EtcdErrors.translate(e));
        }
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> to) {
        EtcdErrors.answer(to, () -> {
            if (request.getTargetID() != Member.MEMBER_ID) {
                throw EtcdErrors.refused("bad leader transferee");
            }
            return MoveLeaderResponse.newBuilder().setHeader(member.header()).build();
        });
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> to) {
        to.onError(switch (request.getAction()) {
            case VALIDATE, ENABLE -> request.getVersion().matches("\\d{1,4}\\.\\d{1,4}(\\.\\d{1,4})?")
                    ? EtcdErrors.invalid("invalid downgrade target version")
                    : EtcdErrors.invalid("wrong downgrade target version format");
            case CANCEL -> EtcdErrors.refused("no inflight downgrade job");
            case UNRECOGNIZED -> EtcdErrors.invalid("unknown downgrade action");
        });
    }
}
