package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.proto.etcdserverpb.AlarmRequest;
import dev.coracle.proto.etcdserverpb.AlarmRequest.AlarmAction;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.store.etcd.member.Member;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cluster, its alarms and what it refuses, by etcdctl. */
class EtcdctlMaintenanceTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;
    @SuppressWarnings("NullAway.Init")
    private Etcdctl ctl;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
        ctl = Etcdctl.of(etcd);
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Test
    void theClusterIsOneHealthyMember() throws IOException {
        assertTrue(ctl.run("endpoint", "status").contains("3.6.0"));
        assertTrue(ctl.run("endpoint", "health").contains("is healthy"));
        assertTrue(ctl.run("member", "list").contains("default"));
        assertEquals("", ctl.run("alarm", "list"));
        assertTrue(ctl.run("defrag").startsWith("Finished defragmenting"));
        assertTrue(ctl.run("put", "large", "x".repeat(100_000)).equals("OK"));
    }

    @Test
    void alarmsAreListedAndDisarmed() throws IOException {
        etcd.maintenance().alarm(AlarmRequest.newBuilder().setAction(AlarmAction.ACTIVATE)
                .setAlarm(AlarmType.NOSPACE).setMemberID(Member.MEMBER_ID).build());
        String alarm = "memberID:" + Member.MEMBER_ID + " alarm:NOSPACE";
        assertEquals(alarm, ctl.run("alarm", "list"));
        assertTrue(ctl.run("put", "a", "1").contains("etcdserver: mvcc: database space exceeded"));
        assertEquals(alarm, ctl.run("alarm", "disarm"));
        assertEquals("OK", ctl.run("put", "a", "1"));
    }

    @Test
    void whatOneMemberCannotDoIsRefused() throws IOException {
        assertTrue(ctl.run("member", "add", "m2", "--peer-urls=http://127.0.0.1:1").contains(
                "re-configuration failed due to not enough started members"));
        assertTrue(ctl.run("member", "remove", "1").contains("member not found"));
        assertTrue(ctl.run("move-leader", "1").contains("bad leader transferee"));
        assertTrue(ctl.run("auth", "enable").contains("root user does not exist"));
        assertTrue(ctl.run("user", "add", "root:x").contains("--client-cert-auth"));
        assertTrue(ctl.run("--user=root:x", "get", "a").contains("authentication is not enabled"));
        assertEquals("", ctl.run("user", "list"));
    }

    @Test
    void hashesAreAsked() throws IOException {
        ctl.run("put", "a", "1");
        assertTrue(ctl.run("endpoint", "hashkv").matches("http://127.0.0.1:\\d+, [1-9]\\d+"));
    }
}
