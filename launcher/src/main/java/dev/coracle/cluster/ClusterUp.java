package dev.coracle.cluster;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.cluster.component.ComponentProcess;
import dev.coracle.cluster.component.ComponentSpec;
import dev.coracle.cluster.component.ControlPlane;
import dev.coracle.cluster.component.HealthProbe;
import dev.coracle.cluster.component.Nodes;
import dev.coracle.cluster.component.OneProcess;
import dev.coracle.cluster.component.Ports;
import dev.coracle.cluster.component.SimulatedNodes;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterOptions;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.folder.KubeconfigFile;
import dev.coracle.cluster.past.ClusterPast;
import dev.coracle.cluster.past.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a cluster up: the steps of {@code coracle up}, in order. If one fails, what this run started is stopped again. */
public final class ClusterUp {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(15);

    private final ClusterFolder folder;
    private final Path distribution;
    private final Clock clock;
    private final Progress progress;

    public ClusterUp(ClusterFolder folder, Path distribution, Clock clock, Progress progress) {
        this.folder = folder;
        this.distribution = distribution;
        this.clock = clock;
        this.progress = progress;
    }

    /** How it ended. @param fresh whether this call started it; otherwise it ran already */
    public record Result(ClusterState state, List<ComponentProcess> processes, boolean fresh) {}

    /**
     * What a cluster begins with that is not a new one.
     *
     * @param from the checkpoint that a cluster in memory reads as it starts
     * @param at   the moment that it goes back to before anything but the API server runs
     */
    public record Beginning(Optional<Path> from, Optional<Moment> at) {

        /** With nothing, or with what is in its folder. */
        public static final Beginning OWN = new Beginning(Optional.empty(), Optional.empty());
    }

    /** @throws ClusterException when it cannot be done, in one line */
    public Result run(ClusterOptions options) throws InterruptedException {
        return run(options, Beginning.OWN);
    }

    /** As {@link #run(ClusterOptions)}, for a fork. */
    public Result run(ClusterOptions options, Beginning beginning) throws InterruptedException {
        folder.make();
        try (AutoCloseable lock = folder.lock()) {
            Optional<ClusterState> before = ClusterState.read(folder);
            if (before.isPresent() && ClusterDown.running(before.get()).size() > 0) {
                List<ComponentProcess> alive = ClusterDown.running(before.get());
                if (alive.size() == before.get().components().size() && allBecomeReady(alive)) {
                    return new Result(before.get(), alive, false);
                }
                progress.note("some of its processes have ended; starting all of them anew");
                ClusterDown.stopAll(ClusterDown.running(before.get()));
            }
            return start(newState(options, before), options, beginning);
        } catch (IOException e) {
            throw new ClusterException("cannot prepare " + folder.root() + ": " + e.getMessage());
        } catch (ClusterException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new ClusterException(String.valueOf(e.getMessage()));
        }
    }

    /** A process that was killed a moment ago may still look alive; one that was started a moment ago may not be ready yet. */
    private boolean allBecomeReady(List<ComponentProcess> processes) throws IOException, InterruptedException {
        try (HealthProbe probe = new HealthProbe(new CertificateSet(folder.pki(), clock).ca().certificate())) {
            long t0 = clock.nanoTime();
            for (ComponentProcess process : processes) {
                while (!probe.ready(process.component().health())) {
                    if (!process.alive()) {
                        return false;
                    }
                    if (clock.nanoTime() - t0 > PATIENCE.toNanos()) {
                        throw new ClusterException(process.component().name() + " runs but is not ready; see "
                                + folder.log(process.component().name()) + ", or stop the cluster with coracle down");
                    }
                    clock.sleep(POLL);
                }
            }
            return true;
        }
    }

    private ClusterState newState(ClusterOptions options, Optional<ClusterState> before) {
        int port;
        if (options.port().isPresent()) {
            port = options.port().getAsInt();
        } else {
            port = before.map(ClusterState::port).orElseGet(() -> Ports.firstFree(Ports.DEFAULT));
        }
        if (!Ports.isFree(port)) {
            throw new ClusterException("port " + port + " on " + ControlPlane.LOOPBACK
                    + " is taken by another program; choose another with --port");
        }
        return new ClusterState(options.name(), port, options.nodes().orElse(before.map(ClusterState::nodes).orElse(1)),
                options.inMemory(), options.oneProcess(), options.etcdServers(), List.of());
    }

    private Result start(ClusterState state, ClusterOptions options, Beginning beginning)
            throws IOException, InterruptedException {
        progress.begin("certificates and kubeconfigs");
        long t0 = clock.nanoTime();
        ControlPlane plane = new ControlPlane(folder, state, new CertificateSet(folder.pki(), clock),
                beginning.from());
        plane.prepare();
        progress.end(millisSince(t0));

        List<ComponentProcess> processes = new ArrayList<>();
        try (HealthProbe probe = new HealthProbe(plane.clusterCa())) {
            List<ComponentSpec> specs = state.oneProcess()
                    ? List.of(OneProcess.spec(folder, plane))
                    : plane.components();
            // The API server alone first: on a small machine the others would only slow down what they wait for.
            launch(specs.subList(0, 1), state, processes);
            awaitReady(processes.getFirst(), probe);
            beginning.at().ifPresent(moment -> goBack(state, moment));
            SimulatedNodes.letIn(folder, clock);
            ClusterState running = launch(specs.subList(1, specs.size()), state, processes);
            for (ComponentProcess process : processes.subList(1, processes.size())) {
                awaitReady(process, probe);
            }
            awaitNodes(state.nodes());
            if (options.mergeKubeconfig()) {
                KubeconfigFile.merge(folder.kubeconfig(), KubeconfigFile.users());
            }
            return new Result(running, processes, true);
        } catch (RuntimeException | IOException | InterruptedException e) {
            ClusterDown.stopAll(processes);
            state.write(folder);
            throw e;
        }
    }

    private void goBack(ClusterState state, Moment moment) {
        progress.begin("back to " + moment);
        long t0 = clock.nanoTime();
        try (ClusterPast past = ClusterPast.served(folder, clock)) {
            past.past().rewind(moment);
        }
        progress.end(millisSince(t0));
    }

    private ClusterState launch(List<ComponentSpec> specs, ClusterState state, List<ComponentProcess> processes) {
        for (ComponentSpec spec : specs) {
            processes.add(ComponentProcess.start(spec, distribution, folder.log(spec.name())));
        }
        ClusterState now = state.withComponents(processes.stream().map(ComponentProcess::component).toList());
        now.write(folder);
        return now;
    }

    private void awaitReady(ComponentProcess process, HealthProbe probe) throws InterruptedException {
        String name = process.component().name();
        progress.begin(name);
        long t0 = clock.nanoTime();
        while (!probe.ready(process.component().health())) {
            if (!process.alive()) {
                throw new ClusterException(name + " ended: " + ComponentProcess.lastWords(folder.log(name)));
            }
            if (clock.nanoTime() - t0 > PATIENCE.toNanos()) {
                throw new ClusterException(
                        name + " was not ready after " + PATIENCE.toSeconds() + " s; see " + folder.log(name));
            }
            clock.sleep(POLL);
        }
        progress.end(millisSince(t0));
    }

    private void awaitNodes(int count) throws IOException, InterruptedException {
        progress.begin(count + (count == 1 ? " node" : " nodes"));
        long t0 = clock.nanoTime();
        try (ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), clock, "coracle")) {
            while (Nodes.ready(client) < count) {
                if (clock.nanoTime() - t0 > PATIENCE.toNanos()) {
                    throw new ClusterException("the nodes were not Ready after " + PATIENCE.toSeconds() + " s; see "
                            + folder.log("kubelet"));
                }
                clock.sleep(POLL);
            }
        }
        progress.end(millisSince(t0));
    }

    private long millisSince(long t0) {
        return (clock.nanoTime() - t0) / 1_000_000;
    }
}
