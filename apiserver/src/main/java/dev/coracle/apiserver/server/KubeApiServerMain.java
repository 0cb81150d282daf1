package dev.coracle.apiserver.server;

import dev.coracle.apiserver.discovery.ServerVersion;
import dev.coracle.apiserver.server.flags.ApiServerFlags;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.lifecycle.IdleHeap;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** kube-apiserver as a process: until SIGTERM. */
public final class KubeApiServerMain {

    private static final Logger log = LoggerFactory.getLogger(KubeApiServerMain.class);

    /** What it takes to close everything when no request is left. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private KubeApiServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        ApiServerFlags flags = new ApiServerFlags();
        try {
            switch (flags.flags().parse(List.of(args))) {
                case HELP -> System.out.println(flags.flags().help());
                case VERSION -> System.out.println("Kubernetes " + ServerVersion.GIT_VERSION);
                case RUN -> run(flags);
            }
        } catch (FlagException | IllegalArgumentException | IOException | StoreException e) {
            System.err.println("Error: " + StartFailure.text(e));
            System.exit(1);
        }
    }

    /** Starts it with these flags inside this JVM. @throws IllegalArgumentException for flags that cannot be understood */
    public static AutoCloseable start(List<String> args) throws IOException {
        ApiServerFlags flags = new ApiServerFlags();
        try {
            flags.flags().parse(args);
            return ApiServer.start(flags.options(), SystemClock.instance());
        } catch (FlagException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void run(ApiServerFlags flags) throws FlagException, IOException, InterruptedException {
        flags.logs();
        FlagSet given = flags.flags();
        given.ignoredGiven().forEach(name -> log.warn("{} has no effect here", name));
        // Not before it runs: a start that fails must not wait for a stop.
        ApiServerOptions options = flags.options();
        AutoCloseable server = ApiServer.start(options, SystemClock.instance());
        ApiServerOptions.Timing timing = options.operation().timing();
        IdleHeap.watchOver(SystemClock.instance());
        new ProcessLife(timing.shutdownDelay().plus(timing.watchEnding()).plus(timing.request()).plus(CLOSING))
                .runUntilStopped(server);
    }
}
