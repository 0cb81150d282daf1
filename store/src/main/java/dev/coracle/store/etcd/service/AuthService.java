package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.AuthDisableRequest;
import dev.coracle.proto.etcdserverpb.AuthDisableResponse;
import dev.coracle.proto.etcdserverpb.AuthEnableRequest;
import dev.coracle.proto.etcdserverpb.AuthEnableResponse;
import dev.coracle.proto.etcdserverpb.AuthGrpc;
import dev.coracle.proto.etcdserverpb.AuthRoleAddRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleAddResponse;
import dev.coracle.proto.etcdserverpb.AuthRoleDeleteRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleDeleteResponse;
import dev.coracle.proto.etcdserverpb.AuthRoleGetRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleGetResponse;
import dev.coracle.proto.etcdserverpb.AuthRoleGrantPermissionRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleGrantPermissionResponse;
import dev.coracle.proto.etcdserverpb.AuthRoleListRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleListResponse;
import dev.coracle.proto.etcdserverpb.AuthRoleRevokePermissionRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleRevokePermissionResponse;
import dev.coracle.proto.etcdserverpb.AuthStatusRequest;
import dev.coracle.proto.etcdserverpb.AuthStatusResponse;
import dev.coracle.proto.etcdserverpb.AuthUserAddRequest;
import dev.coracle.proto.etcdserverpb.AuthUserAddResponse;
import dev.coracle.proto.etcdserverpb.AuthUserChangePasswordRequest;
import dev.coracle.proto.etcdserverpb.AuthUserChangePasswordResponse;
import dev.coracle.proto.etcdserverpb.AuthUserDeleteRequest;
import dev.coracle.proto.etcdserverpb.AuthUserDeleteResponse;
import dev.coracle.proto.etcdserverpb.AuthUserGetRequest;
import dev.coracle.proto.etcdserverpb.AuthUserGetResponse;
import dev.coracle.proto.etcdserverpb.AuthUserGrantRoleRequest;
import dev.coracle.proto.etcdserverpb.AuthUserGrantRoleResponse;
import dev.coracle.proto.etcdserverpb.AuthUserListRequest;
import dev.coracle.proto.etcdserverpb.AuthUserListResponse;
import dev.coracle.proto.etcdserverpb.AuthUserRevokeRoleRequest;
import dev.coracle.proto.etcdserverpb.AuthUserRevokeRoleResponse;
import dev.coracle.proto.etcdserverpb.AuthenticateRequest;
import dev.coracle.proto.etcdserverpb.AuthenticateResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/**
 * etcd's Auth service where nobody has to say who they are: there are no users and no roles, and none can be made, since a rule that is
 * stored and not enforced would be worse than none. What etcd answers when a user or a role is not there, this answers.
 */
public final class AuthService extends AuthGrpc.AuthImplBase {

    private static final String NONE = "this server keeps no users and roles: whoever reaches it may do everything; "
            + "admit only clients with a certificate by --client-cert-auth and --trusted-ca-file";

    private final Member member;

    public AuthService(Member member) {
        this.member = member;
    }

    private static StatusRuntimeException noUser() {
        return EtcdErrors.refused("user name not found");
    }

    private static StatusRuntimeException noRole() {
        return EtcdErrors.refused("role name not found");
    }

    @Override
    public void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> to) {
        to.onError(EtcdErrors.refused("root user does not exist"));
    }

    @Override
    public void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> to) {
        EtcdErrors.answer(to, () -> AuthDisableResponse.newBuilder().setHeader(member.header()).build());
    }

    @Override
    public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> to) {
        EtcdErrors.answer(to,
                () -> AuthStatusResponse.newBuilder().setHeader(member.header()).setAuthRevision(1).build());
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> to) {
        to.onError(EtcdErrors.authOff());
    }

    @Override
    public void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> to) {
        to.onError(request.getName().isEmpty()
                ? EtcdErrors.invalid("user name is empty")
                : EtcdErrors.unsupported(NONE));
    }

    @Override
    public void userGet(AuthUserGetRequest request, StreamObserver<AuthUserGetResponse> to) {
        to.onError(noUser());
    }

    @Override
    public void userList(AuthUserListRequest request, StreamObserver<AuthUserListResponse> to) {
        EtcdErrors.answer(to, () -> AuthUserListResponse.newBuilder().setHeader(member.header()).build());
    }

    @Override
    public void userDelete(AuthUserDeleteRequest request, StreamObserver<AuthUserDeleteResponse> to) {
        to.onError(noUser());
    }

    @Override
    public void userChangePassword(AuthUserChangePasswordRequest request,
            StreamObserver<AuthUserChangePasswordResponse> to) {
        to.onError(noUser());
    }

    @Override
    public void userGrantRole(AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> to) {
        to.onError(noUser());
    }

    @Override
    public void userRevokeRole(AuthUserRevokeRoleRequest request, StreamObserver<AuthUserRevokeRoleResponse> to) {
        to.onError(noUser());
    }

    @Override
    public void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> to) {
        to.onError(request.getName().isEmpty()
                ? EtcdErrors.invalid("role name is empty")
                : EtcdErrors.unsupported(NONE));
    }

    @Override
    public void roleGet(AuthRoleGetRequest request, StreamObserver<AuthRoleGetResponse> to) {
        to.onError(noRole());
    }

    @Override
    public void roleList(AuthRoleListRequest request, StreamObserver<AuthRoleListResponse> to) {
        EtcdErrors.answer(to, () -> AuthRoleListResponse.newBuilder().setHeader(member.header()).build());
    }

    @Override
    public void roleDelete(AuthRoleDeleteRequest request, StreamObserver<AuthRoleDeleteResponse> to) {
        to.onError(noRole());
    }

    @Override
    public void roleGrantPermission(AuthRoleGrantPermissionRequest request,
            StreamObserver<AuthRoleGrantPermissionResponse> to) {
        to.onError(noRole());
    }

    @Override
    public void roleRevokePermission(AuthRoleRevokePermissionRequest request,
            StreamObserver<AuthRoleRevokePermissionResponse> to) {
        to.onError(noRole());
    }
}
