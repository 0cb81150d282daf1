package dev.coracle.cli.past.snapshot;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cli.shared.Columns;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.Sizes;
import dev.coracle.cluster.past.Spans;
import dev.coracle.cluster.snapshot.DiskUse;
import dev.coracle.cluster.snapshot.Lineage;
import dev.coracle.cluster.snapshot.Snapshot;
import dev.coracle.cluster.snapshot.SnapshotFolder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code coracle snapshot list}. */
@Command(name = "list", description = "Lists the snapshots of a cluster, the oldest first.")
final class SnapshotListCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description = "json for programs.")
    private Form form = Form.table;

    /** As on the command line. */
    enum Form {
        table, json
    }

    private record Line(Snapshot snapshot, DiskUse use) {}

    @Override
    public Integer call() {
        ClusterState state = cluster.existing();
        SnapshotFolder snapshots = new SnapshotFolder(cluster.folder());
        List<Line> lines = new ArrayList<>();
        for (Snapshot one : snapshots.list()) {
            lines.add(new Line(one, snapshots.use(one.name())));
        }
        if (form == Form.json) {
            printJson(lines);
        } else if (lines.isEmpty()) {
            System.out.println("Cluster " + state.name() + " has no snapshots; coracle snapshot save makes one.");
        } else {
            print(lines, Lineage.read(cluster.folder()));
        }
        return 0;
    }

    private static void print(List<Line> lines, Lineage lineage) {
        Instant now = SystemClock.instance().now();
        Columns table = new Columns("NAME", "AGE", "REVISION", "OBJECTS", "ALONE", "TOTAL", "PARENT");
        for (Line line : lines) {
            Snapshot one = line.snapshot();
            String mark = lineage.head().filter(one.name()::equals).isPresent() ? "*" : "";
            table.row(one.name() + mark, Spans.format(Duration.between(one.created(), now)),
                    Long.toString(one.revision()), Long.toString(one.keys()), Sizes.format(line.use().alone()),
                    Sizes.format(line.use().total()), one.parent().orElse("-"));
        }
        table.print(System.out);
        System.out.println("Together they take " + Sizes.format(DiskUse.total(lines.stream().map(Line::use).toList()))
                + ", part of it shared with the cluster. ALONE is what removing one gives back; * is where the cluster goes on from.");
    }

    private static void printJson(List<Line> lines) {
        ObjectNode tree = Json.object();
        var items = tree.putArray("items");
        for (Line line : lines) {
            Snapshot one = line.snapshot();
            ObjectNode item = items.addObject().put("name", one.name()).put("cluster", one.cluster())
                    .put("created", one.created().toString()).put("revision", one.revision())
                    .put("objects", one.keys()).put("bytesAlone", line.use().alone())
                    .put("bytesTotal", line.use().total());
            one.parent().ifPresent(parent -> item.put("parent", parent));
        }
        System.out.println(new String(Json.pretty(tree), StandardCharsets.UTF_8));
    }
}
