package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.AuthDisableRequest;
import dev.coracle.proto.etcdserverpb.AuthDisableResponse;
import dev.coracle.proto.etcdserverpb.AuthGrpc;
import dev.coracle.proto.etcdserverpb.AuthStatusRequest;
import dev.coracle.proto.etcdserverpb.AuthStatusResponse;
import dev.coracle.proto.etcdserverpb.AuthenticateRequest;
import dev.coracle.proto.etcdserverpb.AuthenticateResponse;
import dev.coracle.store.etcd.request.EtcdErrors;
import io.grpc.stub.StreamObserver;

/** etcd's Auth service where nobody has to say who they are; turning it on is {@code UNIMPLEMENTED}. */
public final class AuthService extends AuthGrpc.AuthImplBase {

    private final Member member;

    public AuthService(Member member) {
        this.member = member;
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> to) {
        to.onError(EtcdErrors.authOff());
    }

    @Override
    public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> to) {
        EtcdErrors.answer(to, () -> AuthStatusResponse.newBuilder().setHeader(member.header()).build());
    }

    @Override
    public void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> to) {
        EtcdErrors.answer(to, () -> AuthDisableResponse.newBuilder().setHeader(member.header()).build());
    }
}
