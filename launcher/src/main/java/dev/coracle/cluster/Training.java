package dev.coracle.cluster;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A training run: a whole cluster in this JVM, on disk, until a Deployment's pods run, so that the JVM can write down which classes a cluster
 * needs. Run by {@code libexec/train} with {@code -XX:AOTCacheOutput}.
 */
public final class Training {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Training() {}

    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory("coracle-training");
        ClusterFolder folder = new ClusterFolder(root);
        try {
            folder.make();
            run(folder, SystemClock.instance());
        } finally {
            folder.delete();
        }
        System.exit(0);
    }

    private static void run(ClusterFolder folder, Clock clock) throws Exception {
        ClusterState state = new ClusterState("training", Ports.any(), 1, false, true, Optional.empty(),
                java.util.List.of());
        ControlPlane plane = new ControlPlane(folder, state, new CertificateSet(folder.pki(), clock));
        plane.prepare();
        AutoCloseable cluster = OneProcessMain.start(OneProcess.spec(folder, plane).arguments());
        try (HealthProbe probe = new HealthProbe(plane.clusterCa())) {
            await(clock, () -> probe.ready("https://" + ControlPlane.LOOPBACK + ":" + state.port() + "/readyz"));
            SimulatedNodes.letIn(folder, clock);
            try (ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), clock, "training")) {
                await(clock, () -> Nodes.ready(client) == 1);
                client.raw("POST", "/apis/apps/v1/namespaces/default/deployments", Optional.of(deployment()));
                await(clock, () -> Nodes.pods(client)[0] == 2);
                client.raw("GET", "/openapi/v3", Optional.empty());
                client.raw("GET", "/apis", Optional.empty());
            }
        } finally {
            cluster.close();
        }
    }

    private static ObjectNode deployment() {
        ObjectNode tree = Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment");
        tree.putObject("metadata").put("name", "web");
        ObjectNode spec = tree.putObject("spec").put("replicas", 2);
        spec.putObject("selector").putObject("matchLabels").put("app", "web");
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", "web");
        template.putObject("spec").putArray("containers").addObject().put("name", "web").put("image", "nginx");
        return tree;
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Clock clock, Condition condition) throws IOException, InterruptedException {
        long start = clock.nanoTime();
        while (!condition.holds()) {
            if (clock.nanoTime() - start > PATIENCE.toNanos()) {
                throw new ClusterException(
                        "the training cluster did not come up within " + PATIENCE.toSeconds() + " s");
            }
            clock.sleep(Duration.ofMillis(50));
        }
    }
}
