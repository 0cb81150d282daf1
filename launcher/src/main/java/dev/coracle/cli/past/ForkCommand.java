package dev.coracle.cli.past;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cli.shared.ShellWord;
import dev.coracle.cli.shared.StepPrinter;
import dev.coracle.cluster.ClusterFork;
import dev.coracle.cluster.ClusterUp;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.Moment;
import dev.coracle.cluster.snapshot.Lineage;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle fork NEW}: another future from here. */
@Command(name = "fork", description = "Starts a cluster of its own that begins with another one's state.")
public final class ForkCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Parameters(paramLabel = "NEW", description = "The fork's name.")
    private String name = "";

    @Option(names = "--port", paramLabel = "P", description = "The fork's API server's port; the next that is free if not given.")
    private @Nullable Integer port;

    @Option(names = "--snapshot", paramLabel = "S", description = "Begin with this snapshot instead of the present state.")
    private @Nullable String snapshot;

    @Option(names = "--at", paramLabel = "REVISION|TIME", description = "Begin with what the cluster was then.")
    private @Nullable String at;

    @Option(names = "--fresh-keys", description = "Make new authorities and service account keys: no certificate or token of the parent is good in the fork. Otherwise pods' tokens go on working.")
    private boolean freshKeys;

    @Option(names = "--no-kubeconfig-merge", description = "Leave the user's kubeconfig alone.")
    private boolean noMerge;

    @Override
    public Integer call() throws Exception {
        Clock clock = SystemClock.instance();
        ClusterState parent = cluster.existing();
        long t0 = clock.nanoTime();
        ClusterUp.Result fork = new ClusterFork(cluster.folder(), parent, clock,
                new StepPrinter(System.out)).run(
                        new ClusterFork.Request(name, port == null ? OptionalInt.empty() : OptionalInt.of(port),
                                Optional.ofNullable(snapshot),
                                Optional.ofNullable(at).map(text -> Moment.parse(text, clock.now())), freshKeys,
                                !noMerge));
        ClusterFolder folder = ClusterFolder.byName(name);
        long revision = Lineage.read(folder).origin().map(Lineage.Origin::revision).orElse(0L);
        System.out.printf("Cluster %s is ready at https://127.0.0.1:%d after %.1f s, as %s was at revision %d.%n%n",
                name, fork.state().port(), (clock.nanoTime() - t0) / 1e9, parent.name(), revision);
        System.out.println(noMerge
                ? "  export KUBECONFIG=" + ShellWord.of(folder.kubeconfig())
                : "  kubectl --context coracle-" + name + " get all    (the current context stays as it was)");
        System.out.println("  coracle delete --name " + name + "     remove it; " + parent.name() + " stays");
        return 0;
    }
}
