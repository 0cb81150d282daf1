package dev.coracle.cli.past;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.Columns;
import dev.coracle.cluster.ForkTree;
import dev.coracle.cluster.past.Sizes;
import dev.coracle.cluster.past.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coracle forks}: which cluster comes from which. */
@Command(name = "forks", description = "Shows all clusters as a tree: which was forked from which, at which revision.")
public final class ForksCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    @Override
    public Integer call() {
        List<ForkTree.Line> lines = ForkTree.read();
        if (lines.isEmpty()) {
            System.out.println("There are no clusters; coracle up starts one.");
            return 0;
        }
        Instant now = SystemClock.instance().now();
        Columns table = new Columns("CLUSTER", "STATE", "PORT", "FROM", "REVISION", "AGE", "ALONE", "TOTAL");
        for (ForkTree.Line line : lines) {
            table.row(line.indent() + line.name(), line.running() ? "running" : "down", Integer.toString(line.port()),
                    line.origin().map(o -> o.cluster()).orElse("-"),
                    line.origin().map(o -> Long.toString(o.revision())).orElse("-"),
                    line.origin().map(o -> Spans.format(Duration.between(o.time(), now))).orElse("-"),
                    Sizes.format(line.use().alone()), Sizes.format(line.use().total()));
        }
        table.print(System.out);
        return 0;
    }
}
