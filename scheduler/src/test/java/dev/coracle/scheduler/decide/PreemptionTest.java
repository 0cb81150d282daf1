package dev.coracle.scheduler.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.scheduler.model.LabelMatch;
import dev.coracle.scheduler.model.PodInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreemptionTest {

    private final World world = new World();

    private static PodInfo pod(String name, int priority, String cpu) {
        return World.yaml(name, "priority: " + priority + "\nresources: {requests: {cpu: " + cpu + "}}");
    }

    private void on(String node, PodInfo... pods) {
        for (PodInfo pod : pods) {
            world.state.assume(pod, node);
        }
    }

    private String victims(PodInfo pod, List<Disruption> budgets) {
        return switch (world.preempt(pod, budgets)) {
            case Preemption.Outcome.Evict evict -> evict.node() + " "
                    + evict.victims().stream().map(PodInfo::name).sorted().toList();
            case Preemption.Outcome.NoHelp no -> no.message();
        };
    }

    @Test
    void sendsAwayAsFewAndAsUnimportantAsPossible() {
        world.with(World.node("a", 4, 9), World.node("b", 4, 9), World.node("c", 4, 9));
        on("a", pod("a-1", 5, "2"), pod("a-2", 1, "2"));
        on("b", pod("b-1", 5, "4"));
        on("c", pod("c-1", 200, "4"));
        assertEquals("a [a-2]", victims(pod("x", 100, "2"), List.of()));
        assertEquals("b [b-1]", victims(pod("x", 100, "4"), List.of()));
    }

    @Test
    void sparesWhatABudgetProtects() {
        world.with(World.node("a", 2, 9), World.node("b", 2, 9));
        on("a", pod("kept-1", 1, "2"));
        on("b", pod("free-1", 5, "2"));
        Disruption budget = new Disruption("ns", LabelMatch.labels(Map.of("app", "kept")), 0);
        assertEquals("b [free-1]", victims(pod("x", 100, "2"), List.of(budget)));
        assertEquals("a [kept-1]", victims(pod("x", 100, "2"), List.of()));
    }

    @Test
    void saysWhyItDoesNotHelp() {
        world.with(World.node("a", 2, 9), World.node("b", 1, 9));
        on("a", pod("same-1", 100, "2"));
        assertEquals("0/2 nodes are available: 1 No preemption victims found for incoming pod, "
                + "1 Preemption is not helpful for scheduling.", victims(pod("x", 100, "2"), List.of()));
        assertEquals("not eligible due to preemptionPolicy=Never.", victims(World.yaml("y",
                "priority: 1000\npreemptionPolicy: Never\nresources: {requests: {cpu: 2}}"), List.of()));
    }
}
