package dev.coracle.testing.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.wire.FreePorts;
import dev.coracle.kubelet.KubeletMain;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kubelet with simulated nodes has to say to exec, attach, port-forward and logs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class SimulatedNodeStreamsTest {

    private static final String POD = "/api/v1/namespaces/default/pods/talker";

    @SuppressWarnings("NullAway.Init")
    private StreamsFixture fixture;
    @SuppressWarnings("NullAway.Init")
    private AutoCloseable kubelet;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fixture = new StreamsFixture(folder);
        CertificateAuthority.selfSigned("kubelet", List.of("localhost"), SystemClock.instance())
                .write(folder.resolve("kubelet.crt"), folder.resolve("kubelet.key"));
        kubelet = KubeletMain.start(List.of("--kubeconfig=" + folder.resolve("kubeconfig"), "--port=" + FreePorts.any(),
                "--tls-cert-file=" + folder.resolve("kubelet.crt"),
                "--tls-private-key-file=" + folder.resolve("kubelet.key"), "--hostname-override=localhost"));
        HttpResponse<String> made = fixture.post("/api/v1/namespaces/default/pods",
                "{'metadata':{'name':'talker'},'spec':{'nodeName':'localhost','tolerations':[{'operator':'Exists'}],"
                        + "'containers':[{'name':'c','image':'i','env':[{'name':'WHO','value':'you'}],"
                        + "'command':['sh','-c','echo started; sleep 3600']}]}}");
        assertEquals(201, made.statusCode(), made.body());
        fixture.cluster.await(Pod.class, "default", "talker",
                pod -> pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase()));
    }

    @AfterAll
    void stop() throws Exception {
        kubelet.close();
        fixture.close();
    }

    private ChannelClient exec(String options, String... command) {
        String words = Arrays.stream(command).map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        return client("exec?" + options + words);
    }

    private ChannelClient client(String rest) {
        return new ChannelClient(fixture.http, fixture.cluster.token(),
                URI.create(fixture.cluster.url().replace("https", "wss") + POD + "/" + rest), "v5.channel.k8s.io", true,
                "v4.channel.k8s.io");
    }

    @Test
    void understoodCommandsRun() throws Exception {
        try (ChannelClient echo = exec("stdout=1&stderr=1", "echo", "hi")) {
            echo.closed.get();
            assertEquals("hi\n", echo.text(1));
            assertTrue(echo.text(3).contains("Success"), echo.text(3));
        }
        try (ChannelClient script = exec("stdout=1", "sh", "-c", "echo $WHO; exit 3")) {
            script.closed.get();
            assertEquals("you\n", script.text(1));
            assertTrue(script.text(3).contains("\"message\":\"3\""), script.text(3));
        }
        try (ChannelClient cat = exec("stdout=1&stdin=1", "cat")) {
            cat.send(0, "back and forth");
            cat.closeChannel(0);
            cat.closed.get();
            assertEquals("back and forth", cat.text(1));
        }
    }

    @Test
    void othersAreToldThatNothingIsExecuted() throws Exception {
        try (ChannelClient shell = exec("stdout=1&stderr=1", "python3", "-c", "print(1)")) {
            shell.closed.get();
            assertTrue(shell.text(2).startsWith("python3: nothing is executed on a simulated node"), shell.text(2));
            assertTrue(shell.text(3).contains("\"message\":\"127\""), shell.text(3));
        }
        try (ChannelClient ports = new ChannelClient(fixture.http, fixture.cluster.token(),
                URI.create(fixture.cluster.url().replace("https", "wss") + POD + "/portforward?ports=80"),
                "v4.channel.k8s.io", true)) {
            ports.arrived.acquire(3);
            assertTrue(ports.text(1).endsWith("it is simulated, and nothing is executed in it"), ports.text(1));
        }
    }

    @Test
    void logsAndHealthAreServed() throws Exception {
        assertEquals("started\n", fixture.get(POD + "/log").body());
        assertEquals(200, fixture.get("/api/v1/nodes/localhost/proxy/healthz").statusCode());
        assertEquals(404, fixture.get("/api/v1/nodes/localhost/proxy/nothing").statusCode());
        assertEquals(400, fixture.get(POD + "/log?previous=true").statusCode());
    }
}
