package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.proto.etcdserverpb.AuthDisableRequest;
import dev.coracle.proto.etcdserverpb.AuthEnableRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleGetRequest;
import dev.coracle.proto.etcdserverpb.AuthRoleListRequest;
import dev.coracle.proto.etcdserverpb.AuthStatusRequest;
import dev.coracle.proto.etcdserverpb.AuthUserAddRequest;
import dev.coracle.proto.etcdserverpb.AuthUserGetRequest;
import dev.coracle.proto.etcdserverpb.AuthUserListRequest;
import dev.coracle.proto.etcdserverpb.AuthenticateRequest;
import dev.coracle.proto.etcdserverpb.DowngradeRequest;
import dev.coracle.proto.etcdserverpb.DowngradeRequest.DowngradeAction;
import dev.coracle.proto.etcdserverpb.MemberAddRequest;
import dev.coracle.proto.etcdserverpb.MemberListRequest;
import dev.coracle.proto.etcdserverpb.MemberPromoteRequest;
import dev.coracle.proto.etcdserverpb.MemberRemoveRequest;
import dev.coracle.proto.etcdserverpb.MemberUpdateRequest;
import dev.coracle.proto.etcdserverpb.MoveLeaderRequest;
import dev.coracle.proto.health.HealthCheckRequest;
import dev.coracle.proto.health.HealthCheckResponse.ServingStatus;
import dev.coracle.proto.health.HealthGrpc;
import dev.coracle.store.etcd.member.Member;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one member without peers and users answers, and refuses in etcd's words. */
class ClusterAndAuthApiTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Test
    void thereIsOneMemberForEver() {
        var members = etcd.cluster().memberList(MemberListRequest.getDefaultInstance());
        assertEquals("1 default", members.getMembersCount() + " " + members.getMembers(0).getName());
        String quorum = "etcdserver: re-configuration failed due to not enough started members";
        MemberAddRequest.Builder add = MemberAddRequest.newBuilder();
        refused(Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid",
                () -> etcd.cluster().memberAdd(add.build()));
        refused(Code.FAILED_PRECONDITION, quorum,
                () -> etcd.cluster().memberAdd(add.addPeerURLs("http://10.0.0.1:2380").build()));
        refused(Code.FAILED_PRECONDITION, quorum, () -> etcd.cluster()
                .memberRemove(MemberRemoveRequest.newBuilder().setID(Member.MEMBER_ID).build()));
        refused(Code.NOT_FOUND, "etcdserver: member not found",
                () -> etcd.cluster().memberRemove(MemberRemoveRequest.newBuilder().setID(1).build()));
        refused(Code.NOT_FOUND, "etcdserver: member not found", () -> etcd.cluster()
                .memberUpdate(MemberUpdateRequest.newBuilder().setID(1).addPeerURLs("http://a:1").build()));
        refused(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member", () -> etcd.cluster()
                .memberPromote(MemberPromoteRequest.newBuilder().setID(Member.MEMBER_ID).build()));
    }

    @Test
    void leadershipAndVersionStay() {
        refused(Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee",
                () -> etcd.maintenance().moveLeader(MoveLeaderRequest.newBuilder().setTargetID(1).build()));
        etcd.maintenance().moveLeader(MoveLeaderRequest.newBuilder().setTargetID(Member.MEMBER_ID).build());
        DowngradeRequest.Builder downgrade = DowngradeRequest.newBuilder().setAction(DowngradeAction.ENABLE);
        refused(Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format",
                () -> etcd.maintenance().downgrade(downgrade.setVersion("old").build()));
        refused(Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version",
                () -> etcd.maintenance().downgrade(downgrade.setVersion("3.5").build()));
        refused(Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job",
                () -> etcd.maintenance().downgrade(downgrade.setAction(DowngradeAction.CANCEL).build()));
    }

    @Test
    void nobodyHasToSayWhoTheyAre() {
        assertFalse(etcd.auth().authStatus(AuthStatusRequest.getDefaultInstance()).getEnabled());
        etcd.auth().authDisable(AuthDisableRequest.getDefaultInstance());
        assertEquals(0, etcd.auth().userList(AuthUserListRequest.getDefaultInstance()).getUsersCount());
        assertEquals(0, etcd.auth().roleList(AuthRoleListRequest.getDefaultInstance()).getRolesCount());
        refused(Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled", () -> etcd.auth()
                .authenticate(AuthenticateRequest.newBuilder().setName("root").setPassword("x").build()));
        refused(Code.FAILED_PRECONDITION, "etcdserver: root user does not exist",
                () -> etcd.auth().authEnable(AuthEnableRequest.getDefaultInstance()));
        refused(Code.FAILED_PRECONDITION, "etcdserver: user name not found",
                () -> etcd.auth().userGet(AuthUserGetRequest.newBuilder().setName("a").build()));
        refused(Code.FAILED_PRECONDITION, "etcdserver: role name not found",
                () -> etcd.auth().roleGet(AuthRoleGetRequest.newBuilder().setRole("a").build()));
        StatusRuntimeException none = Assertions.assertThrows(StatusRuntimeException.class,
                () -> etcd.auth().userAdd(AuthUserAddRequest.newBuilder().setName("root").build()));
        assertEquals(Code.UNIMPLEMENTED, none.getStatus().getCode());
        assertTrue(String.valueOf(none.getStatus().getDescription()).contains("--client-cert-auth"));
    }

    @Test
    void grpcsOwnHealthServiceServes() {
        var health = HealthGrpc.newBlockingStub(etcd.channel());
        assertEquals(ServingStatus.SERVING, health.check(HealthCheckRequest.getDefaultInstance()).getStatus());
        assertEquals(ServingStatus.SERVING,
                health.watch(HealthCheckRequest.getDefaultInstance()).next().getStatus());
        refused(Code.NOT_FOUND, "unknown service",
                () -> health.check(HealthCheckRequest.newBuilder().setService("none").build()));
    }
}
