package dev.coracle.cluster;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.snapshot.DiskUse;
import dev.coracle.cluster.snapshot.Lineage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All clusters under the home, each below the one that it was forked from. A fork whose parent is gone stands at the left. */
public final class ForkTree {

    private ForkTree() {}

    /**
     * A cluster and its place in the tree.
     *
     * @param indent the branches before its name
     * @param use    of its data and its snapshots
     */
    public record Line(String indent, String name, boolean running, int port, Optional<Lineage.Origin> origin,
            DiskUse use) {

        Line indented(String by) {
            return new Line(by, name, running, port, origin, use);
        }
    }

    /** @throws ClusterException if one of them cannot be read */
    public static List<Line> read() {
        List<Line> all = new ArrayList<>();
        for (ClusterFolder folder : ClusterFolder.all()) {
            ClusterState.read(folder).ifPresent(state -> all.add(new Line("", state.name(),
                    !ClusterDown.running(state).isEmpty(), state.port(), Lineage.read(folder).origin(), use(folder))));
        }
        return arrange(all);
    }

    /** Parents before their forks, forks in the order of their names. */
    static List<Line> arrange(List<Line> all) {
        Set<String> names = new HashSet<>();
        all.forEach(line -> names.add(line.name()));
        List<Line> arranged = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        for (Line line : all) {
            if (line.origin().map(o -> !names.contains(o.cluster())).orElse(true)) {
                place(line, "", "", all, placed, arranged);
            }
        }
        // A name that was given again may make its own fork its parent: no tree has room for that.
        for (Line line : all) {
            if (!placed.contains(line.name())) {
                place(line, "", "", all, placed, arranged);
            }
        }
        return arranged;
    }

    private static void place(Line line, String branch, String below, List<Line> all, Set<String> placed,
            List<Line> arranged) {
        if (!placed.add(line.name())) {
            return;
        }
        arranged.add(line.indented(branch));
        List<Line> forks = all.stream()
                .filter(other -> other.origin().map(o -> o.cluster().equals(line.name())).orElse(false)
                        && !placed.contains(other.name()))
                .toList();
        for (Line fork : forks) {
            boolean last = fork == forks.getLast();
            place(fork, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), all, placed, arranged);
        }
    }

    private static DiskUse use(ClusterFolder folder) {
        try {
            return DiskUse.of(folder.root());
        } catch (IOException e) {
            throw new ClusterException("cannot look at " + folder.root() + ": " + e.getMessage());
        }
    }
}
