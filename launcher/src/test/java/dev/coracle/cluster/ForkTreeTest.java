package dev.coracle.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.cluster.snapshot.DiskUse;
import dev.coracle.cluster.snapshot.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForkTreeTest {

    private static ForkTree.Line line(String name, String parent) {
        return new ForkTree.Line("", name, false, 1,
                Optional.of(parent).filter(p -> !p.isEmpty()).map(p -> new Lineage.Origin(p, 7, Instant.EPOCH)),
                new DiskUse(Map.of(), 0));
    }

    private static List<String> tree(ForkTree.Line... lines) {
        return ForkTree.arrange(List.of(lines)).stream().map(l -> l.indent() + l.name()).toList();
    }

    @Test
    void forksStandBelowTheirParents() {
        assertEquals(List.of("a", "├─ b", "│  └─ d", "└─ c", "z"),
                tree(line("a", ""), line("b", "a"), line("c", "a"), line("d", "b"), line("z", "gone")));
    }

    @Test
    void namesThatWereGivenAgainMakeNoEndlessTree() {
        assertEquals(List.of("a", "└─ b"), tree(line("a", "b"), line("b", "a")));
    }
}
