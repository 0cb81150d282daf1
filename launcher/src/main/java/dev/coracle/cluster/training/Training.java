package dev.coracle.cluster.training;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.cluster.OneProcessMain;
import dev.coracle.cluster.component.ComponentSpec;
import dev.coracle.cluster.component.ControlPlane;
import dev.coracle.cluster.component.HealthProbe;
import dev.coracle.cluster.component.Nodes;
import dev.coracle.cluster.component.OneProcess;
import dev.coracle.cluster.component.Ports;
import dev.coracle.cluster.component.SimulatedNodes;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training run: a whole cluster in this JVM, on disk, until some pods run, so that the JVM can write down which classes a cluster
 * needs. With {@code --server LAUNCHER} the API server is a process of its own, which LAUNCHER starts, and does some work before it is
 * ended: its JVM writes down what was hot as well. Run by {@code libexec/train}, which says where to.
 */
public final class Training {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Training() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 0 && (args.length != 2 || !args[0].equals("--server"))) {
            System.err.println("usage: Training [--server LAUNCHER]");
            System.exit(2);
        }
        Path root = Files.createTempDirectory("coracle-training");
        ClusterFolder folder = new ClusterFolder(root);
        try {
            folder.make();
            run(folder, SystemClock.instance(), args.length == 0 ? Optional.empty() : Optional.of(args[1]));
        } finally {
            folder.delete();
        }
        System.exit(0);
    }

    private static void run(ClusterFolder folder, Clock clock, Optional<String> launcher) throws Exception {
        ClusterState state = new ClusterState("training", Ports.any(), 1, false, true, Optional.empty(),
                List.of());
        ControlPlane plane = new ControlPlane(folder, state, new CertificateSet(folder.pki(), clock));
        plane.prepare();
        try (Closers cluster = new Closers(); HealthProbe probe = new HealthProbe(plane.clusterCa())) {
            List<ComponentSpec> components = new ArrayList<>(plane.components());
            if (launcher.isPresent()) {
                cluster.add("kube-apiserver", ServerProcess.start(launcher.get(), components.removeFirst()));
            }
            cluster.add("cluster", OneProcessMain.start(OneProcess.arguments(components)));
            await(clock, () -> probe.ready("https://" + ControlPlane.LOOPBACK + ":" + state.port() + "/readyz"));
            SimulatedNodes.letIn(folder, clock);
            Kubeconfig admin = Kubeconfig.load(folder.kubeconfig());
            try (ApiClient client = ApiClient.connect(admin, clock, "training")) {
                await(clock, () -> Nodes.ready(client) == 1);
                client.raw("GET", "/openapi/v3", Optional.empty());
                client.raw("GET", "/apis", Optional.empty());
                if (launcher.isPresent()) {
                    TrainingLoad.run(admin); // only what every server does: its classes are loaded at each start
                } else {
                    Examples.create(client);
                    await(clock, () -> Nodes.pods(client)[0] >= 5);
                }
            }
        }
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
