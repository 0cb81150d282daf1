package dev.coracle.scheduler.plugin;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.NodeMatch;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.model.TaintMatch;

/** Scores of one node, from 0 to 100 unless said otherwise. */
public final class NodeScores {

    public static final int MAX = 100;

    private static final long MB = 1024 * 1024;
    private static final long IMAGE_MIN = 23 * MB;
    private static final long IMAGE_MAX_EACH = 1000 * MB;

    private NodeScores() {}

    /** NodeResourcesFit: how much of cpu and memory would be left, or used, once the pod is there. */
    public static int allocation(Shape shape, Nodes nodes, int slot, boolean mostAllocated) {
        NodeInfo node = nodes.node(slot);
        int resources = 0;
        long sum = 0;
        if (node.allocatable().cpu() > 0) {
            resources++;
            sum += part(nodes.nonZeroCpu(slot) + shape.nonZero().cpu(), node.allocatable().cpu(), mostAllocated);
        }
        if (node.allocatable().memory() > 0) {
            resources++;
            sum += part(nodes.nonZeroMemory(slot) + shape.nonZero().memory(), node.allocatable().memory(),
                    mostAllocated);
        }
        return resources == 0 ? 0 : (int) (sum / resources);
    }

    private static long part(long used, long all, boolean mostAllocated) {
        long capped = Math.min(used, all);
        return (long) ((double) (mostAllocated ? capped : all - capped) * MAX / all);
    }

    /** NodeResourcesBalancedAllocation: how alike the used parts of cpu and memory would be. */
    public static int balance(Shape shape, Nodes nodes, int slot) {
        NodeInfo node = nodes.node(slot);
        long cpu = node.allocatable().cpu();
        long memory = node.allocatable().memory();
        if (cpu == 0 || memory == 0 || shape.requests().cpu() == 0 && shape.requests().memory() == 0) {
            return 0;
        }
        double ofCpu = Math.min(1, (double) (cpu - nodes.freeCpu(slot) + shape.requests().cpu()) / cpu);
        double ofMemory = Math.min(1,
                (double) (memory - nodes.freeMemory(slot) + shape.requests().memory()) / memory);
        return (int) ((1 - Math.abs(ofCpu - ofMemory) / 2) * MAX);
    }

    /** TaintToleration, before it is set against the other nodes: taints that only discourage, not tolerated. */
    public static int discouragingTaints(Shape shape, NodeInfo node) {
        int count = 0;
        for (TaintMatch.Taint taint : node.taints()) {
            if (taint.effect().equals("PreferNoSchedule") && !TaintMatch.tolerated(taint, shape.tolerations())) {
                count++;
            }
        }
        return count;
    }

    /** NodeAffinity, before it is set against the other nodes: the weights of the preferred terms that match. */
    public static int preference(Shape shape, NodeInfo node) {
        int sum = 0;
        for (NodeMatch.Weighted preferred : shape.preferredNodes()) {
            if (preferred.term().matches(node)) {
                sum += preferred.weight();
            }
        }
        return sum;
    }

    /** ImageLocality: how much of the pod's images is there already. */
    public static int images(Shape shape, NodeInfo node) {
        long there = 0;
        for (String image : shape.images()) {
            there += node.images().getOrDefault(image, 0L);
        }
        long most = IMAGE_MAX_EACH * Math.max(1, shape.images().size());
        long bounded = Math.max(IMAGE_MIN, Math.min(most, there));
        return (int) (MAX * (bounded - IMAGE_MIN) / (most - IMAGE_MIN));
    }
}
