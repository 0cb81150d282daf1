package dev.coracle.store.etcd;

import dev.coracle.proto.etcdserverpb.ClusterGrpc;
import dev.coracle.proto.etcdserverpb.MemberListRequest;
import dev.coracle.proto.etcdserverpb.MemberListResponse;
import io.grpc.stub.StreamObserver;

/** etcd's Cluster service: one member. It cannot be changed: the other calls are {@code UNIMPLEMENTED}. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Member member;

    ClusterService(Member member) {
        this.member = member;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> to) {
        EtcdErrors.answer(to, () -> MemberListResponse.newBuilder().setHeader(member.header())
                .addMembers(dev.coracle.proto.etcdserverpb.Member.newBuilder().setID(Member.MEMBER_ID)
                        .setName(member.name).addAllClientURLs(member.clientUrls))
                .build());
    }
}
