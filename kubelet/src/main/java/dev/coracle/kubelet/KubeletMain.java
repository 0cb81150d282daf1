package dev.coracle.kubelet;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.health.HealthCheck;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.server.LogHandler;
import dev.coracle.kubelet.server.NodePaths;
import dev.coracle.kubelet.server.NodeServer;
import dev.coracle.kubelet.server.PodStreams;
import dev.coracle.kubelet.simulated.SimulatedRuntime;
import dev.coracle.kubelet.streaming.StreamingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The process {@code kubelet}: upstream's flags where they mean something here, and {@code --runtime}, {@code --nodes}. */
public final class KubeletMain {

    private final FlagSet flags = new FlagSet("kubelet");
    private final Flag<String> runtime = flags.string("runtime", "simulated",
            "What runs containers; simulated is the only one yet.");
    private final Flag<Integer> nodes = flags.integer("nodes", 1, "How many nodes this process plays.");
    private final Flag<String> prefix = flags.string("node-name-prefix", "node-",
            "Nodes are named by this and a number from 0.");
    private final Flag<String> hostname = flags.string("hostname-override", "",
            "The node's name when there is one node.");
    private final Flag<String> kubeconfig = flags.string("kubeconfig", "", "How to reach the API server.");
    private final Flag<String> address = flags.string("address", "127.0.0.1",
            "Where to serve logs, commands and health; the nodes' address.");
    private final Flag<Integer> port = flags.integer("port", 10250, "The port for logs, commands and health.");
    private final Flag<String> certificate = flags.string("tls-cert-file", "",
            "The serving certificate; without one it serves plain HTTP.");
    private final Flag<String> key = flags.string("tls-private-key-file", "", "The key of the serving certificate.");
    private final Flag<String> clientCa = flags.string("client-ca-file", "",
            "Whose client certificates may read logs and run commands; empty for anybody.");
    private final Flag<String> cpu = flags.string("node-cpu", "8", "The CPU that each node offers.");
    private final Flag<String> memory = flags.string("node-memory", "32Gi", "The memory that each node offers.");
    private final Flag<Integer> maxPods = flags.integer("max-pods", 110, "How many pods each node takes.");

    private KubeletMain() {
        flags.ignoredGates();
        flags.ignored("config", "bootstrap-kubeconfig", "root-dir", "cert-dir", "container-runtime-endpoint",
                "node-labels", "node-ip", "pod-manifest-path", "v",
                "cluster-dns", "cluster-domain", "cgroup-driver",
                "authentication-token-webhook-cache-ttl", "healthz-port", "healthz-bind-address");
        flags.ignoredBool("fail-swap-on", "anonymous-auth", "authentication-token-webhook", "rotate-certificates",
                "read-only-port");
    }

    public static void main(String[] args) throws InterruptedException {
        KubeletMain main = new KubeletMain();
        try {
            switch (main.flags.parse(List.of(args))) {
                case HELP -> System.out.print(main.flags.help());
                case VERSION -> System.out.println("Kubernetes v1.36.3");
                case RUN -> {
                    ProcessLife life = new ProcessLife();
                    life.runUntilStopped(main.start(SystemClock.instance()));
                }
            }
        } catch (FlagException | IOException | IllegalArgumentException e) {
            System.err.println("kubelet: " + StartFailure.text(e));
            System.exit(1);
        }
    }

    /** Starts it with these flags inside this JVM. @throws IllegalArgumentException for flags that cannot be understood */
    public static AutoCloseable start(List<String> args) throws IOException {
        KubeletMain main = new KubeletMain();
        try {
            main.flags.parse(args);
        } catch (FlagException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return main.start(SystemClock.instance());
    }

    private AutoCloseable start(Clock clock) throws IOException {
        if (!runtime.get().equals("simulated")) {
            throw new IllegalArgumentException(
                    "--runtime=" + runtime.get() + " is not there yet; use --runtime=simulated");
        }
        if (kubeconfig.get().isEmpty()) {
            throw new IllegalArgumentException("--kubeconfig is needed: how to reach the API server");
        }
        Closers closers = new Closers();
        ContainerRuntime containers = new SimulatedRuntime(clock);
        KubeletOptions options = new KubeletOptions(nodes.get(), prefix.get(), hostname.get(), address.get(),
                port.get(), cpu.get(), memory.get(), maxPods.get(),
                containers.version());
        ApiClient client = closers.add("client",
                ApiClient.connect(Kubeconfig.load(Path.of(kubeconfig.get())), clock, "kubelet"));
        Kubelet kubelet = closers.add("kubelet", Kubelet.start(client, options, containers, clock));
        HealthChecks live = new HealthChecks("healthz");
        HealthChecks ready = new HealthChecks("readyz").add("pods",
                HealthCheck.when(kubelet::ready, "the pods have not been listed yet"));
        NodeServer server = closers.add("server",
                new NodeServer(address.get(), port.get(), tls(), !clientCa.get().isEmpty(),
                        new NodePaths(live, ready, new LogHandler(kubelet.workers())),
                        new StreamingServer(new PodStreams(kubelet.workers()))));
        server.start();
        return closers;
    }

    private Optional<SSLContext> tls() throws IOException {
        if (certificate.get().isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> ca = clientCa.get().isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readAllBytes(Path.of(clientCa.get())));
        return Optional.of(TlsContexts.server(Files.readAllBytes(Path.of(certificate.get())),
                Files.readAllBytes(Path.of(key.get())), ca));
    }
}
