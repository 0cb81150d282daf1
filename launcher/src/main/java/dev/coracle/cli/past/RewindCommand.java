package dev.coracle.cli.past;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.ClusterPast;
import dev.coracle.cluster.past.Moment;
import dev.coracle.cluster.past.PastClient;
import dev.coracle.cluster.snapshot.Lineage;
import dev.coracle.cluster.snapshot.SnapshotFolder;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coracle rewind}: the cluster is again as it was. */
@Command(name = "rewind", description = "Brings a running cluster back to what it was at a revision or a time.")
public final class RewindCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    /** One of them. */
    static final class Target {
        @Option(names = "--revision", required = true, paramLabel = "R", description = "As this revision left it; coracle history shows revisions.")
        private @Nullable String revision;

        @Option(names = "--to", required = true, arity = "1..2", paramLabel = "TIME", description = "As it was then: 2026-11-28T21:00:00Z, \"5m ago\" or -5m.")
        private @Nullable List<String> time;

        Moment moment(Clock clock) {
            return revision != null
                    ? Moment.revision(revision)
                    : Moment.time(String.join(" ", time == null ? List.of() : time), clock.now());
        }
    }

    @Override
    public Integer call() throws Exception {
        Clock clock = SystemClock.instance();
        ClusterFolder folder = cluster.folder();
        ClusterState state = cluster.existing();
        Moment moment = target.moment(clock);
        try (AutoCloseable lock = folder.lock();
                ClusterPast past = ClusterPast.of(folder, state, clock, "rewind it")) {
            PastClient.Rewound done = past.past().rewind(moment);
            Lineage.read(folder).rewoundTo(done.to(), new SnapshotFolder(folder)).write(folder);
            System.out.println("Cluster " + state.name() + " is as it was at revision " + done.to() + " again: "
                    + done.changed() + " objects differ from before; its revision is " + done.revision()
                    + " now. Back from here: coracle rewind --revision " + done.from());
        }
        return 0;
    }
}
