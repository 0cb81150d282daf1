package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cli.shared.RetentionOptions;
import dev.coracle.cli.shared.ShellWord;
import dev.coracle.cli.shared.StepPrinter;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cluster.ClusterDown;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterOptions;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.ClusterUp;
import dev.coracle.cluster.folder.Distribution;
import dev.coracle.cluster.folder.KubeconfigFile;
import dev.coracle.cluster.snapshot.Lineage;
import dev.coracle.cluster.snapshot.Retention;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coracle up}: a cluster, ready to use. */
@Command(name = "up", description = "Starts a cluster and makes it kubectl's current one.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Option(names = "--port", paramLabel = "P", description = "The API server's port; 6443 or the next that is free if not given.")
    private @Nullable Integer port;

    @Option(names = "--nodes", paramLabel = "K", description = "How many simulated nodes; 1 if not given.")
    private @Nullable Integer nodes;

    @Option(names = "--in-memory", description = "Keep nothing: the data ends with the API server.")
    private boolean inMemory;

    @Option(names = "--one-process", description = "Host all components in one JVM.")
    private boolean oneProcess;

    @Option(names = "--etcd-servers", paramLabel = "URLS", description = "Keep the data in this etcd instead of the embedded store.")
    private @Nullable String etcdServers;

    @Option(names = "--detach", description = "Return when the cluster is ready; otherwise stay, and take it down on Ctrl-C.")
    private boolean detach;

    @Option(names = "--keep-snapshots", paramLabel = "N", description = "Keep at most this many snapshots from now on.")
    private @Nullable Integer keepSnapshots;

    @Option(names = "--snapshot-max-age", paramLabel = "D", description = "Keep no snapshots older than this, such as 7d.")
    private @Nullable String snapshotMaxAge;

    @Option(names = "--snapshot-max-bytes", paramLabel = "B", description = "Keep snapshots that take at most this much on disk, such as 2Gi.")
    private @Nullable String snapshotMaxBytes;

    @Option(names = "--no-kubeconfig-merge", description = "Leave the user's kubeconfig alone.")
    private boolean noMerge;

    @Override
    public Integer call() throws Exception {
        ClusterFolder folder = cluster.folder();
        ClusterOptions options = new ClusterOptions(cluster.name(), boxed(port), boxed(nodes), inMemory, oneProcess,
                Optional.ofNullable(etcdServers), !noMerge);
        Retention retention = RetentionOptions.retention(keepSnapshots, snapshotMaxAge, snapshotMaxBytes);
        long t0 = System.nanoTime();
        StepPrinter steps = new StepPrinter(System.out);
        ClusterUp.Result result = new ClusterUp(folder, Distribution.folder(), SystemClock.instance(), steps)
                .run(options);
        ClusterState state = result.state();
        if (!retention.keepsAll()) {
            Lineage.read(folder).withRetention(retention).write(folder);
        }
        if (!result.fresh()) {
            System.out.println("Cluster " + state.name() + " runs already at https://127.0.0.1:" + state.port() + ".");
            return 0;
        }
        System.out.printf("Cluster %s is ready at https://127.0.0.1:%d after %.1f s.%n%n", state.name(), state.port(),
                (System.nanoTime() - t0) / 1e9);
        printNext(folder, state);
        if (!detach) {
            stay(folder, state);
        }
        return 0;
    }

    private void printNext(ClusterFolder folder, ClusterState state) {
        String kubectl = "kubectl";
        if (noMerge) {
            System.out.println("  export KUBECONFIG=" + ShellWord.of(folder.kubeconfig()));
        } else {
            System.out.println(
                    "  (context coracle-" + state.name() + " in " + KubeconfigFile.users() + " is the current one)");
        }
        System.out.println("  " + kubectl + " get nodes");
        System.out.println("  " + kubectl + " create deployment web --image=nginx --replicas=3");
        System.out.println("  " + kubectl + " get pods -o wide --watch");
        String name = state.name().equals("default") ? "" : " --name " + state.name();
        System.out.println("  coracle status" + name + "     what runs, and how it does");
        System.out.println("  coracle down" + name + "       stop it; the data stays");
    }

    /** Waits until the cluster ends or the user ends it. */
    private static void stay(ClusterFolder folder, ClusterState state) throws Exception {
        System.out.println();
        System.out.println("Ctrl-C takes the cluster down.");
        Thread down = new Thread(() -> ClusterDown.stopAll(ClusterDown.running(state)));
        Runtime.getRuntime().addShutdownHook(down);
        CompletableFuture
                .anyOf(ClusterDown.running(state).stream().map(p -> p.handle().onExit())
                        .toArray(CompletableFuture[]::new))
                .get();
        System.out.println("A component has ended; see " + folder.logs() + ". Taking the cluster down.");
    }

    private static OptionalInt boxed(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
