package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.ClusterGrpc;
import dev.coracle.proto.etcdserverpb.MemberAddRequest;
import dev.coracle.proto.etcdserverpb.MemberAddResponse;
import dev.coracle.proto.etcdserverpb.MemberListRequest;
import dev.coracle.proto.etcdserverpb.MemberListResponse;
import dev.coracle.proto.etcdserverpb.MemberPromoteRequest;
import dev.coracle.proto.etcdserverpb.MemberPromoteResponse;
import dev.coracle.proto.etcdserverpb.MemberRemoveRequest;
import dev.coracle.proto.etcdserverpb.MemberRemoveResponse;
import dev.coracle.proto.etcdserverpb.MemberUpdateRequest;
import dev.coracle.proto.etcdserverpb.MemberUpdateResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.util.List;

/** etcd's Cluster service: one member, for ever. What would change that is refused as an etcd refuses it that could not keep a quorum. */
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

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> to) {
        to.onError(areUrls(request.getPeerURLsList()) ? noQuorum() : badUrls());
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> to) {
        to.onError(isHere(request.getID()) ? noQuorum() : notFound());
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> to) {
        if (!areUrls(request.getPeerURLsList())) {
            to.onError(badUrls());
        } else if (!isHere(request.getID())) {
            to.onError(notFound());
        } else {
            to.onError(EtcdErrors.unsupported("this member has no peers, so that it needs no URLs for them"));
        }
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> to) {
        to.onError(isHere(request.getID())
                ? EtcdErrors.refused("can only promote a learner member")
                : notFound());
    }

    private static boolean isHere(long id) {
        return id == Member.MEMBER_ID;
    }

    private static StatusRuntimeException notFound() {
        return EtcdErrors.notFound("member not found");
    }

    private static StatusRuntimeException noQuorum() {
        return EtcdErrors.refused("re-configuration failed due to not enough started members");
    }

    private static StatusRuntimeException badUrls() {
        return EtcdErrors.invalid("given member URLs are invalid");
    }

    /** As etcd wants them: at least one, each with a host and a port and nothing behind. */
    private static boolean areUrls(List<String> urls) {
        return !urls.isEmpty() && urls.stream().allMatch(ClusterService::isUrl);
    }

    private static boolean isUrl(String text) {
        try {
            URI url = URI.create(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null && url.getPort() >= 0 && url.getPath().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
