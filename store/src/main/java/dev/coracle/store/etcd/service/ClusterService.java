package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.ClusterGrpc;
import dev.coracle.proto.etcdserverpb.MemberListRequest;
import dev.coracle.proto.etcdserverpb.MemberListResponse;
import dev.coracle.store.etcd.request.EtcdErrors;
import io.grpc.stub.StreamObserver;

/** etcd's Cluster service: one member. It cannot be changed: the other calls are {@code UNIMPLEMENTED}. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final Member member;

    public ClusterService(Member member) {
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
