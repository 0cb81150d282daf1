package dev.coracle.cli.past;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.history.ObjectHistory;
import dev.coracle.cluster.past.ClusterPast;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle history KIND NAME}. */
@Command(name = "history", description = "Shows every retained version of an object: when, who wrote it, what changed.")
public final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Mixin
    private ObjectOptions objects = new ObjectOptions();

    @Parameters(index = "1", paramLabel = "NAME", description = "The object's name.")
    private String name = "";

    @Option(names = "--diff", description = "Show each field that changed, before and after.")
    private boolean diff;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description = "json for programs, with the objects.")
    private Form form = Form.table;

    /** As on the command line. */
    enum Form {
        table, json
    }

    @Override
    public Integer call() {
        ClusterState state = cluster.existing();
        try (ClusterPast past = ClusterPast.of(cluster.folder(), state, SystemClock.instance(), "see its history")) {
            ResourceInfo kind = objects.kind(past.client());
            ObjectHistory history = ObjectHistory.read(past.past(), kind, objects.namespaceOf(kind), name);
            if (history.versions().isEmpty()) {
                throw new ClusterException("nothing is known of " + kind.resource() + " \"" + name + "\""
                        + (kind.namespaced() ? " in namespace " + objects.namespaceOf(kind) : "")
                        + "; what was before revision " + history.oldest() + " is compacted");
            }
            HistoryPrinter printer = new HistoryPrinter(System.out, SystemClock.instance().now());
            switch (form) {
                case json -> printer.json(history);
                case table -> {
                    if (diff) {
                        printer.diff(history);
                    } else {
                        printer.table(history);
                    }
                }
            }
        }
        return 0;
    }
}
