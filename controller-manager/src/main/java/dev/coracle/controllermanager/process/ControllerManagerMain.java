package dev.coracle.controllermanager.process;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.health.HealthCheck;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.client.component.ComponentServer;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.election.LeaderElector;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.ControllerOptions;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The process {@code kube-controller-manager}, with the flags of the original. */
public final class ControllerManagerMain {

    private ControllerManagerMain() {}

    public static void main(String[] args) throws InterruptedException {
        ControllerManagerFlags flags = new ControllerManagerFlags();
        try {
            switch (flags.parse(List.of(args))) {
                case HELP -> System.out.print(flags.help());
                case VERSION -> System.out.println("Kubernetes v1.36.3");
                case RUN -> {
                    ProcessLife life = new ProcessLife();
                    life.runUntilStopped(start(flags, SystemClock.instance(), life::end));
                }
            }
        } catch (FlagException | IOException | IllegalArgumentException e) {
            System.err.println("kube-controller-manager: " + StartFailure.text(e));
            System.exit(1);
        }
    }

    /** Starts it with these flags inside this JVM. @throws IllegalArgumentException for flags that cannot be understood */
    public static AutoCloseable start(List<String> args) throws IOException {
        ControllerManagerFlags flags = new ControllerManagerFlags();
        try {
            if (flags.parse(args) != FlagSet.Outcome.RUN) {
                throw new IllegalArgumentException("nothing to run with these flags");
            }
        } catch (FlagException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return start(flags, SystemClock.instance(), () -> {});
    }

    private static AutoCloseable start(ControllerManagerFlags flags, Clock clock, Runnable lost) throws IOException {
        Closers closers = new Closers();
        List<ControllerFactory> factories = KnownControllers.registry().select(flags.controllers());
        ApiClient client = closers.add("client",
                ApiClient.connect(Kubeconfig.load(flags.kubeconfig()), clock, "kube-controller-manager"));
        AtomicReference<Optional<ControllerManager>> running = new AtomicReference<>(Optional.empty());
        HealthChecks live = new HealthChecks("healthz");
        HealthChecks ready = new HealthChecks("readyz").add("informers",
                HealthCheck.when(
                        () -> Objects.requireNonNull(running.get()).map(ControllerManager::ready)
                                .orElse(flags.leaderElect()),
                        "the caches are not filled yet"));
        Optional<ComponentServer> server = flags.serving().server(live, ready, clock);
        server.ifPresent(bound -> closers.add("server", bound).start());
        if (flags.leaderElect()) {
            closers.add("election", elected(flags, client, clock, factories, running, lost));
        } else {
            ControllerManager manager = closers.add("controllers",
                    ControllerManager.start(client, factories, flags.options(), clock));
            running.set(Optional.of(manager));
        }
        return closers;
    }

    /** Runs the controllers while this process leads; when it no longer does, the process ends, as the original's. */
    private static AutoCloseable elected(ControllerManagerFlags flags, ApiClient client, Clock clock,
            List<ControllerFactory> factories,
            AtomicReference<Optional<ControllerManager>> running, Runnable lost) throws IOException {
        LeaderElector elector = flags.elector(client, clock);
        ControllerOptions options = flags.options();
        Thread thread = Thread.ofVirtual().name("leader-election").start(() -> {
            try {
                elector.run(() -> lead(ControllerManager.start(client, factories, options, clock), running));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            lost.run();
        });
        return thread::interrupt;
    }

    private static void lead(ControllerManager started, AtomicReference<Optional<ControllerManager>> running) {
        try (ControllerManager manager = started) {
            running.set(Optional.of(manager));
            Thread.currentThread().join();
        } catch (InterruptedException noLongerLeading) {
            Thread.currentThread().interrupt();
        }
    }
}
