package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.AlarmMember;
import dev.coracle.proto.etcdserverpb.AlarmRequest;
import dev.coracle.proto.etcdserverpb.AlarmResponse;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.proto.etcdserverpb.DefragmentRequest;
import dev.coracle.proto.etcdserverpb.DefragmentResponse;
import dev.coracle.proto.etcdserverpb.MaintenanceGrpc;
import dev.coracle.proto.etcdserverpb.StatusRequest;
import dev.coracle.proto.etcdserverpb.StatusResponse;
import dev.coracle.store.etcd.request.EtcdErrors;
import io.grpc.stub.StreamObserver;

/**
 * etcd's Maintenance service: status, alarms, and a defragmentation that has nothing to do, since the engine compacts by itself. Hashes and
 * snapshots of etcd's own file format are not there: {@code UNIMPLEMENTED}.
 */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private final Member member;

    public MaintenanceService(Member member) {
        this.member = member;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> to) {
        EtcdErrors.answer(to, () -> {
            long revision = member.store.currentRevision();
            long bytes = member.bytes();
            return StatusResponse.newBuilder().setHeader(member.header(revision))
                    .setVersion(member.store.status().version()).setStorageVersion("3.6.0").setDbSize(bytes)
                    .setDbSizeInUse(bytes).setDbSizeQuota(member.quotaBytes).setLeader(Member.MEMBER_ID)
                    .setRaftTerm(Member.TERM).setRaftIndex(revision).setRaftAppliedIndex(revision).build();
        });
    }

    /** The only alarm there is goes by itself when there is room again. */
    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> to) {
        EtcdErrors.answer(to, () -> {
            AlarmResponse.Builder answer = AlarmResponse.newBuilder().setHeader(member.header());
            if (member.full()) {
                answer.addAlarms(AlarmMember.newBuilder().setMemberID(Member.MEMBER_ID).setAlarm(AlarmType.NOSPACE));
            }
            return answer.build();
        });
    }

    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> to) {
        EtcdErrors.answer(to, () -> DefragmentResponse.newBuilder().setHeader(member.header()).build());
    }
}
