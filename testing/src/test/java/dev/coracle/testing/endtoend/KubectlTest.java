package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.wire.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person does with kubectl, on {@code coracle up --nodes 3}. Needs the distribution (so {@code mvn verify}, not {@code mvn test}) and kubectl;
 * in CI a missing one is a failure. Waiting is kubectl's ({@code wait}, {@code rollout status}), with time-outs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubectlTest {

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: "nginx:1", ports: [{containerPort: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;

    private static final String ORDERED = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              replicas: 3
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}, annotations: {coracle.dev/ready-after: "1s"}}
                spec:
                  containers: [{name: db, image: "postgres:17"}]
            """;

    private static final String FLEEING = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: fleeing}
            spec:
              replicas: 3
              selector: {matchLabels: {app: fleeing}}
              template:
                metadata: {labels: {app: fleeing}}
                spec:
                  terminationGracePeriodSeconds: 1
                  tolerations:
                  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 1}
                  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 1}
                  containers: [{name: c, image: nginx}]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @SuppressWarnings("NullAway.Init")
    private static RunningCluster cluster;
    private static int port;

    @BeforeAll
    static void up() throws IOException {
        Optional<Path> distribution = RunningCluster.distribution();
        boolean kubectl = Command.run(List.of("kubectl", "version", "--client"), Map.of(), "").exit() == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(distribution.isPresent(), "no distribution in launcher/target/dist");
            assertTrue(kubectl, "no kubectl on the PATH");
        }
        Assumptions.assumeTrue(distribution.isPresent(), "no distribution in launcher/target/dist: run mvn verify");
        Assumptions.assumeTrue(kubectl, "no kubectl on the PATH");
        cluster = new RunningCluster(distribution.orElseThrow(), home, "e2e");
        port = FreePorts.any();
        cluster.up(port).succeeds().prints("is ready at https://127.0.0.1:" + port);
        k("wait", "--for=create", "serviceaccount/default", "--timeout=30s");
    }

    @AfterAll
    static void delete() {
        if (cluster != null) {
            cluster.coracle("delete").succeeds();
            assertFalse(Files.exists(cluster.folder()));
        }
    }

    private static Command k(String... arguments) {
        return cluster.kubectl(arguments).succeeds();
    }

    private static String value(String jsonPath, String... arguments) {
        String[] line = Arrays.copyOf(arguments, arguments.length + 2);
        line[arguments.length] = "-o";
        line[arguments.length + 1] = "jsonpath=" + jsonPath;
        return k(line).output();
    }

    @Test
    @Order(1)
    void aDeploymentWithAServiceRuns() {
        cluster.kubectlWith(WEB, "apply", "-f", "-").succeeds().prints("deployment.apps/web created");
        k("rollout", "status", "deployment/web", "--timeout=60s").prints("successfully rolled out");
        k("wait", "--for=jsonpath={.endpoints[2].conditions.ready}=true", "endpointslice", "-l",
                "kubernetes.io/service-name=web", "--timeout=30s");
        assertEquals(3, k("get", "pods", "-l", "app=web", "-o", "name").output().lines().count());
        k("get", "pods", "-o", "wide").prints("node-");
        k("get", "deploy,rs,svc,endpoints,nodes").prints("deployment.apps/web");
        k("describe", "deployment", "web").prints("ScalingReplicaSet");
        k("describe", "pod", "-l", "app=web").prints("Successfully assigned default/web-");
        k("events", "--for", "deployment/web").prints("Scaled up");
        k("api-resources").prints("deployments");
        k("explain", "deployment.spec.replicas").prints("replicas");
        k("auth", "can-i", "create", "pods").prints("yes");
        cluster.kubectl("auth", "can-i", "create", "pods", "--as", "somebody").failsWith(1, "no");
    }

    @Test
    @Order(2)
    void itRollsOutAndBack() {
        String before = value("{.spec.template.spec.containers[0].image}", "get", "deployment", "web");
        k("set", "image", "deployment/web", "web=nginx:2");
        k("rollout", "status", "deployment/web", "--timeout=60s");
        k("rollout", "history", "deployment/web").prints("2");
        k("rollout", "undo", "deployment/web");
        k("rollout", "status", "deployment/web", "--timeout=60s");
        assertEquals(before, value("{.spec.template.spec.containers[0].image}", "get", "deployment", "web"));
        k("rollout", "restart", "deployment/web");
        k("rollout", "status", "deployment/web", "--timeout=60s");
        k("scale", "deployment", "web", "--replicas=5");
        k("wait", "--for=jsonpath={.status.readyReplicas}=5", "deployment/web", "--timeout=60s");
        k("label", "deployment", "web", "tier=front").prints("labeled");
        k("annotate", "deployment", "web", "note=seen").prints("annotated");
        k("expose", "deployment", "web", "--name=again", "--port=81", "--target-port=80").prints("exposed");
        cluster.kubectlWith(WEB.replace("replicas: 3", "replicas: 2"), "diff", "-f", "-").failsWith(1, "replicas: 2");
        cluster.kubectlWith(WEB, "apply", "--server-side", "--force-conflicts", "-f", "-").succeeds()
                .prints("serverside-applied");
    }

    @Test
    @Order(3)
    void jobsComplete() {
        k("create", "job", "hello", "--image=busybox", "--", "sh", "-c", "echo hello; sleep 1");
        k("wait", "--for=condition=complete", "job/hello", "--timeout=60s");
        k("logs", "job/hello").prints("hello");
        k("create", "job", "bad", "--image=busybox", "--", "false");
        k("create", "cronjob", "tick", "--image=busybox", "--schedule=* * * * *", "--", "true");
        k("create", "job", "now", "--from=cronjob/tick");
        k("wait", "--for=condition=complete", "job/now", "--timeout=60s");
        k("wait", "--for=jsonpath={.status.lastScheduleTime}", "cronjob/tick", "--timeout=100s");
        k("delete", "cronjob/tick", "job/bad", "job/hello", "--cascade=foreground", "--timeout=60s");
    }

    @Test
    @Order(4)
    void aStatefulSetComesUpInOrder() {
        cluster.kubectlWith(ORDERED, "apply", "-f", "-").succeeds();
        k("rollout", "status", "statefulset/db", "--timeout=60s");
        String starts = value("{range .items[*]}{.metadata.creationTimestamp} {.metadata.name}{\"\\n\"}{end}", "get",
                "pods", "-l", "app=db",
                "--sort-by=.metadata.creationTimestamp");
        assertEquals(List.of("db-0", "db-1", "db-2"), starts.strip().lines().map(line -> line.split(" ")[1]).toList());
        k("delete", "statefulset", "db", "--cascade=orphan");
        k("get", "pod", "db-0").prints("Running");
        k("delete", "pod", "-l", "app=db", "--timeout=60s");
    }

    @Test
    @Order(5)
    void nodesAreCordonedTaintedAndDrained() {
        k("cordon", "node-0").prints("cordoned");
        k("get", "node", "node-0").prints("SchedulingDisabled");
        k("drain", "node-0", "--ignore-daemonsets", "--force", "--timeout=60s").prints("drained");
        k("uncordon", "node-0").prints("uncordoned");
        k("taint", "node", "node-0", "k=v:NoSchedule").prints("tainted");
        k("taint", "node", "node-0", "k-").prints("untainted");
        k("rollout", "status", "deployment/web", "--timeout=60s");
    }

    @Test
    @Order(6)
    void aDeletedNamespaceIsEmptied() {
        k("create", "namespace", "short");
        k("create", "deployment", "x", "--image=nginx", "--replicas=2", "-n", "short");
        k("create", "configmap", "c", "--from-literal=a=b", "-n", "short");
        k("rollout", "status", "deployment/x", "-n", "short", "--timeout=60s");
        k("delete", "namespace", "short", "--timeout=90s");
        cluster.kubectl("get", "namespace", "short").failsWith(1, "NotFound");
    }

    @Test
    @Order(7)
    void whatIsWrongGetsTheApisOwnError() {
        cluster.kubectl("get", "nonsense").failsWith(1, "doesn't have a resource type \"nonsense\"");
        cluster.kubectlWith(WEB.replace("replicas: 3", "replicaz: 3"), "apply", "-f", "-").failsWith(1,
                "unknown field \"spec.replicaz\"");
        cluster.kubectl("create", "deployment", "Bad_Name", "--image=x").failsWith(1, "RFC 1123");
        k("run", "absent", "--image=no-such-image:1");
        k("wait", "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull", "pod/absent",
                "--timeout=30s");
        k("delete", "pod", "absent", "--force", "--grace-period=0");
    }

    @Test
    @Order(8)
    void aSecondUpSaysThatItRunsAndMistakesAreOneLine() throws IOException {
        cluster.up(port).succeeds().prints("runs already");
        cluster.coracle("status").succeeds().prints("nodes ready: 3 of 3");
        RunningCluster other = new RunningCluster(RunningCluster.distribution().orElseThrow(), home, "other");
        Command taken = other.up(port).failsWith(1, "is taken");
        assertEquals(1, taken.output().strip().lines().count(), taken.output());
        Files.createDirectories(other.folder());
        Files.writeString(other.folder().resolve("cluster.json"), "{\"format\":99}");
        other.up(FreePorts.any()).failsWith(1, "format 99");
        Path file = Files.writeString(home.resolve("a-file"), "");
        Command unwritable = other.coracle("up", "--detach", "--data-dir", file.resolve("below").toString(),
                "--no-kubeconfig-merge");
        unwritable.failsWith(1, "cannot write to the data folder");
        other.coracle("up", "--bogus").failsWith(2, "Unknown option");
    }

    @Test
    @Order(9)
    void aKilledApiServerLosesNothing() throws IOException {
        k("create", "configmap", "before", "--from-literal=a=b");
        String uid = value("{.metadata.uid}", "get", "configmap", "before");
        kill("kube-apiserver");
        cluster.up(port).succeeds();
        assertEquals(uid, value("{.metadata.uid}", "get", "configmap", "before"));
        k("create", "deployment", "after", "--image=nginx", "--replicas=2");
        k("rollout", "status", "deployment/after", "--timeout=60s");
        kill("kube-controller-manager");
        cluster.coracle("status").failsWith(3, "kube-controller-manager");
        k("scale", "deployment", "after", "--replicas=4");
        cluster.up(port).succeeds();
        k("wait", "--for=jsonpath={.status.readyReplicas}=4", "deployment/after", "--timeout=60s");
        cluster.coracle("down").succeeds();
        cluster.coracle("status").failsWith(3, "is down");
        cluster.up(port).succeeds();
        assertEquals(uid, value("{.metadata.uid}", "get", "configmap", "before"));
        k("rollout", "status", "deployment/web", "--timeout=60s");
    }

    private static void kill(String component) throws IOException {
        String state = Files.readString(cluster.folder().resolve("cluster.json"));
        int at = state.indexOf("\"name\":\"" + component + "\"");
        String pid = state.substring(state.indexOf("\"pid\":", at) + 6,
                state.indexOf(',', state.indexOf("\"pid\":", at)));
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        assertTrue(process.destroyForcibly()); // it may be dying still when the next command looks
    }

    @Test
    @Order(10)
    @Timeout(240)
    void podsLeaveANodeThatDies() {
        cluster.kubectlWith(FLEEING, "apply", "-f", "-").succeeds();
        k("rollout", "status", "deployment/fleeing", "--timeout=60s");
        String node = value("{.items[0].spec.nodeName}", "get", "pods", "-l", "app=fleeing");
        k("annotate", "node", node, "coracle.dev/crashed=true");
        k("wait", "--for=condition=Ready=Unknown", "node/" + node, "--timeout=100s");
        // The deployment's status may still be the one from before the node died, so it is the pods that are asked, until they say so.
        String where;
        do {
            where = value("{range .items[?(@.status.phase==\"Running\")]}{.spec.nodeName}{\"\\n\"}{end}", "get",
                    "pods", "-l", "app=fleeing", "--field-selector", "spec.nodeName!=" + node);
        } while (where.strip().lines().count() < 3);
        where.strip().lines().forEach(other -> assertNotEquals(node, other));
        k("annotate", "node", node, "coracle.dev/crashed-");
        k("wait", "--for=condition=Ready", "node/" + node, "--timeout=60s");
        Assertions.assertTrue(k("get", "nodes").output().contains(node));
    }
}
