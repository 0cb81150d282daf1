package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.wire.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of processes goes back, is saved, forks, and tells its past: the commands as a person gives them, watched with kubectl. */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TimeTravelCommandsTest {

    private static final String BOATS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.sea.example.com}
            spec:
              group: sea.example.com
              scope: Namespaced
              names: {plural: boats, singular: boat, kind: Boat}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {oars: {type: integer}}}}}}
            """;

    private static final String BOATS_V2 = BOATS.replace("storage: true", "storage: false")
            + """
                      - name: v2
                        served: true
                        storage: true
                        schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {oars: {type: integer}, sails: {type: integer}}}}}}
                    """;

    private static final String BOAT = """
            apiVersion: sea.example.com/v2
            kind: Boat
            metadata: {name: coracle}
            spec: {sails: 1}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @SuppressWarnings("NullAway.Init")
    private static RunningCluster cluster;

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
        cluster = new RunningCluster(distribution.orElseThrow(), home, "past");
        cluster.up(FreePorts.any()).succeeds();
        k("wait", "--for=create", "serviceaccount/default", "--timeout=60s");
    }

    @AfterAll
    static void delete() {
        if (cluster != null) {
            cluster.coracle("delete");
            cluster.beside("other").coracle("delete");
        }
    }

    private static Command k(String... arguments) {
        return cluster.kubectl(arguments).succeeds();
    }

    private static String value(RunningCluster its, String path, String... arguments) {
        String[] line = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        line[arguments.length] = "-o";
        line[arguments.length + 1] = "jsonpath=" + path;
        return its.kubectl(line).succeeds().output();
    }

    private static Set<String> pods(RunningCluster its, String app) {
        return value(its, "{range .items[*]}{.metadata.name}{\"\\n\"}{end}", "get", "pods", "-l", "app=" + app).lines()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The processes by their numbers: none was started anew as long as these are the same. */
    private static List<String> processes() {
        return Pattern.compile("(?m)^ +(kube[a-z-]*) +(?:not )?ready +([0-9]+)").matcher(cluster.of("status").output())
                .results()
                .map(m -> m.group(1) + " " + m.group(2)).toList();
    }

    @Test
    @Order(1)
    void aDeploymentThatWasScaledAndBrokenIsWhatItWas() throws InterruptedException {
        k("create", "deployment", "web", "--image=nginx:1", "--replicas=2");
        k("rollout", "status", "deployment/web", "--timeout=120s");
        Set<String> before = pods(cluster, "web");
        List<String> processes = processes();
        assertEquals(4, processes.size(), processes.toString());
        String good = value(cluster, "{.metadata.resourceVersion}", "get", "deployment", "web");
        k("set", "image", "deployment/web", "nginx=nginx:1-INVALID");
        k("scale", "deployment/web", "--replicas=5");
        k("wait", "--for=jsonpath={.status.updatedReplicas}=3", "deployment/web", "--timeout=120s");
        assertTrue(pods(cluster, "web").size() > 2);

        cluster.of("history", "deployment", "web").succeeds().prints("kubectl-create").prints("spec.replicas 2 → 5")
                .prints("\"nginx:1\" → \"nginx:1-INVALID\"");
        cluster.of("history", "deploy", "web", "--diff").succeeds().prints("  - spec.replicas: 2")
                .prints("  + spec.replicas: 5");
        cluster.of("get", "deploy", "web", "--at", good, "-o", "yaml").succeeds().prints("replicas: 2");
        cluster.of("get", "pods", "--at", good).succeeds().prints(before.iterator().next());

        cluster.of("rewind", "--revision", good).succeeds().prints("as it was at revision " + good);
        k("rollout", "status", "deployment/web", "--timeout=120s");
        assertEquals("2 nginx:1", value(cluster, "{.spec.replicas} {.spec.template.spec.containers[0].image}", "get",
                "deployment", "web"));
        // Writes that were under way may come after it; in the end there are those that were there, and no others.
        Await.until(() -> pods(cluster, "web").equals(before));
        k("wait", "--for=condition=Ready", "pods", "-l", "app=web", "--timeout=120s");
        assertEquals(before, pods(cluster, "web"));
        assertEquals(processes, processes());
        // Everything works on from there.
        k("scale", "deployment/web", "--replicas=3");
        k("rollout", "status", "deployment/web", "--timeout=120s");
        assertTrue(pods(cluster, "web").containsAll(before));
    }

    @Test
    @Order(2)
    void aNamespaceThatWasDeletedComesBackWithASnapshot() {
        k("create", "namespace", "team");
        k("-n", "team", "create", "configmap", "settings", "--from-literal=a=b");
        k("-n", "team", "create", "deployment", "app", "--image=nginx:1");
        k("-n", "team", "rollout", "status", "deployment/app", "--timeout=120s");
        cluster.of("snapshot", "save", "before").succeeds().prints("Snapshot before of cluster past has revision");
        cluster.of("snapshot", "save", "before").failsWith(1, "there is a snapshot \"before\" already");
        k("delete", "namespace", "team", "--timeout=150s");
        cluster.kubectl("get", "namespace", "team").failsWith(1, "not found");
        cluster.of("snapshot", "restore", "before").succeeds().prints("is as in snapshot before again");
        assertEquals("b", value(cluster, "{.data.a}", "-n", "team", "get", "configmap", "settings"));
        k("-n", "team", "wait", "--for=condition=Available", "deployment/app", "--timeout=120s");
        k("-n", "team", "wait", "--for=condition=Ready", "pods", "-l", "app=app", "--timeout=120s");
        cluster.of("snapshot", "save", "after").succeeds();
        cluster.of("snapshot", "list").succeeds().prints("before").prints("after*");
        cluster.of("snapshot", "prune", "--keep", "1").succeeds().prints("Snapshot before is gone.");
        cluster.of("snapshot", "rm", "before").failsWith(1, "there is no snapshot \"before\"");
    }

    @Test
    @Order(3)
    void whatCannotBeDoneIsSaidAndNothingIsChanged() throws IOException {
        String before = value(cluster, "{.spec.replicas}", "get", "deployment", "web");
        cluster.of("rewind", "--revision", "999999999").failsWith(1, "that revision is yet to come");
        cluster.of("rewind", "--to", "2020-01-01T00:00:00Z").failsWith(1, "compacted already");
        cluster.of("fork", "past").failsWith(1, "there is a cluster \"past\" already");
        cluster.of("fork", "x", "--snapshot", "none").failsWith(1, "there is no snapshot \"none\"");
        assertFalse(Files.exists(home.resolve("x")));

        cluster.of("snapshot", "save", "broken").succeeds();
        Path checkpoint = cluster.folder().resolve("snapshots/broken/store");
        String manifest = Files.readString(checkpoint.resolve("CHECKPOINT"));
        Files.writeString(checkpoint.resolve("CHECKPOINT"), manifest.replace("keys: ", "keys: 1"));
        cluster.of("snapshot", "restore", "broken").failsWith(1, "another checksum");
        Files.writeString(checkpoint.resolve("CHECKPOINT"), manifest.replaceFirst("format: [0-9]+", "format: 99"));
        cluster.of("snapshot", "restore", "broken").failsWith(1, "has format 99");
        cluster.of("fork", "x", "--snapshot", "broken").failsWith(1, "has format 99");
        assertFalse(Files.exists(home.resolve("x")));
        Files.writeString(checkpoint.resolve("CHECKPOINT"), manifest);
        cluster.of("snapshot", "rm", "broken").succeeds().prints("are free again");
        assertEquals(before, value(cluster, "{.spec.replicas}", "get", "deployment", "web"));
    }

    @Test
    @Order(4)
    void aForkUpgradesADefinitionThatItsParentDoesNotKnow() {
        cluster.kubectlWith(BOATS, "apply", "-f", "-").succeeds();
        k("wait", "--for=condition=Established", "crd/boats.sea.example.com", "--timeout=60s");
        String token = k("create", "token", "default").output().strip();
        RunningCluster fork = cluster.beside("other");
        cluster.of("fork", "other").succeeds().prints("Cluster other is ready at").prints("as past was at revision");

        fork.kubectlWith(BOATS_V2, "apply", "-f", "-").succeeds();
        fork.kubectl("wait", "--for=condition=Established", "crd/boats.sea.example.com", "--timeout=60s").succeeds();
        String applied;
        do {
            // A definition is established before every part of the server serves its new version.
            applied = fork.kubectlWith(BOAT, "apply", "-f", "-").output();
        } while (applied.contains("no matches for kind"));
        assertTrue(applied.contains("boat.sea.example.com/coracle created"), applied);
        assertEquals("1", value(fork, "{.spec.sails}", "get", "boats.v2.sea.example.com", "coracle"));
        cluster.kubectl("get", "boats.v2.sea.example.com").failsWith(1, "the server doesn't have a resource type");
        assertEquals("", value(cluster, "{.items[*].metadata.name}", "get", "boats"));

        String review = "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec:\n  token: " + token + "\n";
        assertEquals("true system:serviceaccount:default:default",
                fork.kubectlWith(review, "create", "-f", "-", "-o",
                        "jsonpath={.status.authenticated} {.status.user.username}").succeeds().output(),
                "pods' tokens go on working");
        assertEquals(pods(cluster, "web"), pods(fork, "web"));
        fork.kubectl("scale", "deployment/web", "--replicas=1").succeeds();
        fork.kubectl("rollout", "status", "deployment/web", "--timeout=120s").succeeds();
        assertEquals("3", value(cluster, "{.status.readyReplicas}", "get", "deployment", "web"));
        cluster.bare("forks").succeeds().prints("└─ other");
    }

    @Test
    @Order(5)
    void eitherGoesDownWithoutTheOther() {
        RunningCluster fork = cluster.beside("other");
        cluster.coracle("down").succeeds();
        fork.kubectl("get", "nodes").succeeds().prints("Ready");
        // What lies on disk can be saved and forked; what has to run to be asked says so.
        cluster.of("snapshot", "save", "asleep").succeeds().prints("Snapshot asleep of cluster past has revision");
        cluster.of("rewind", "--to", "1m", "ago").failsWith(1,
                "cluster past is down; start it with coracle up --name past");
        cluster.of("snapshot", "restore", "asleep").succeeds();
        fork.coracle("delete").succeeds();
        assertFalse(Files.exists(fork.folder()));
        cluster.coracle("up", "--detach", "--no-kubeconfig-merge").succeeds();
        assertEquals("3", value(cluster, "{.spec.replicas}", "get", "deployment", "web"));
        cluster.of("snapshot", "restore", "asleep").succeeds();
        k("rollout", "status", "deployment/web", "--timeout=120s");
    }
}
