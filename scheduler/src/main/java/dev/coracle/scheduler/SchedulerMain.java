package dev.coracle.scheduler;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.health.HealthCheck;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.client.component.ComponentServer;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.election.ElectionFlags;
import dev.coracle.client.election.LeaderElector;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.scheduler.config.ConfigFile;
import dev.coracle.scheduler.config.SchedulerConfig;
import dev.coracle.scheduler.config.SchedulerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** kube-scheduler: the process. Exits with 1 and one line when it can't start, or when it loses its lease. */
public final class SchedulerMain {

    private static final Logger log = LoggerFactory.getLogger(SchedulerMain.class);

    private SchedulerMain() {}

    public static void main(String[] args) {
        SchedulerOptions options = new SchedulerOptions();
        try {
            switch (options.parse(List.of(args))) {
                case HELP -> System.out.print(options.flags().help());
                case VERSION -> System.out.println("Kubernetes v1.36.3");
                case RUN -> System.exit(run(options));
            }
        } catch (FlagException e) {
            System.err.println("Error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int run(SchedulerOptions options) {
        Clock clock = SystemClock.instance();
        if (!options.flags().ignoredGiven().isEmpty()) {
            log.warn("These flags have no meaning here: {}", String.join(" ", options.flags().ignoredGiven()));
        }
        try {
            ProcessLife life = new ProcessLife();
            life.runUntilStopped(start(options, clock, life::end));
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Error: " + StartFailure.text(e));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Starts it with these flags inside this JVM. @throws IllegalArgumentException for flags that cannot be understood */
    public static AutoCloseable start(List<String> args) throws IOException {
        SchedulerOptions options = new SchedulerOptions();
        try {
            options.parse(args);
        } catch (FlagException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return start(options, SystemClock.instance(), () -> {});
    }

    /** @param lost is called when it has stopped leading */
    private static AutoCloseable start(SchedulerOptions options, Clock clock, Runnable lost) throws IOException {
        ConfigFile file = options.config().isEmpty()
                ? new ConfigFile(SchedulerConfig.defaults(), Optional.empty())
                : configFile(Path.of(options.config()));
        SchedulerConfig config = options.apply(file.config());
        Closers closers = new Closers();
        ApiClient client = closers.add("client",
                ApiClient.connect(kubeconfig(options, file), clock, "kube-scheduler/v1.36.3 (coracle)"));
        AtomicReference<@Nullable Scheduler> running = new AtomicReference<>();
        serve(options, config, clock, running, closers);
        Thread leading = Thread.ofVirtual().name("main").start(() -> {
            lead(config, client, clock, running);
            lost.run();
        });
        closers.add("leading", () -> {
            leading.interrupt();
            leading.join();
        });
        return closers;
    }

    private static ConfigFile configFile(Path path) throws IOException {
        try {
            return ConfigFile.parse(Files.readAllBytes(path));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static Kubeconfig kubeconfig(SchedulerOptions options, ConfigFile file) throws IOException {
        String path = file.kubeconfig().orElse(options.kubeconfig());
        Kubeconfig config = path.isEmpty() ? Kubeconfig.inCluster() : Kubeconfig.load(Path.of(path));
        return options.master().isEmpty() ? config : config.withServer(URI.create(options.master()));
    }

    private static void serve(SchedulerOptions options, SchedulerConfig config, Clock clock,
            AtomicReference<@Nullable Scheduler> running, Closers closers) throws IOException {
        // A copy that waits for the lease is ready too.
        HealthChecks ready = new HealthChecks("readyz").add("sched-handler-sync", HealthCheck.when(() -> {
            Scheduler scheduler = running.get();
            return scheduler == null ? config.leaderElection() : scheduler.hasSynced();
        }, "informers have not synced"));
        Optional<ComponentServer> server = options.serving().server(new HealthChecks("healthz"), ready, clock);
        server.ifPresent(bound -> closers.add("server", bound).start());
    }

    /** Whether it ended because the lease is lost: then another copy schedules, and this one must not. */
    private static boolean lead(SchedulerConfig config, ApiClient client, Clock clock,
            AtomicReference<@Nullable Scheduler> running) {
        Runnable schedule = () -> {
            try (Scheduler scheduler = Scheduler.start(client, config, clock)) {
                running.set(scheduler);
                while (true) {
                    clock.sleep(java.time.Duration.ofDays(1));
                }
            } catch (InterruptedException e) {
                // Stopped, or the lease is lost.
            }
        };
        if (!config.leaderElection()) {
            schedule.run();
            return false;
        }
        try {
            new LeaderElector(client, clock, config.lease(), ElectionFlags.identity(),
                    config.leaseDurations()).run(schedule);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
