package dev.coracle.scheduler.plugin;

import java.util.Arrays;
import java.util.Optional;

/** The default plugins of kube-scheduler, and what their scores count for by default. */
public enum Plugin {
    SCHEDULING_GATES("SchedulingGates", 0), PRIORITY_SORT("PrioritySort", 0), NODE_UNSCHEDULABLE("NodeUnschedulable",
            0), NODE_NAME("NodeName", 0), TAINT_TOLERATION("TaintToleration", 3), NODE_AFFINITY("NodeAffinity",
                    2), NODE_PORTS("NodePorts", 0), NODE_RESOURCES_FIT("NodeResourcesFit", 1), VOLUME_RESTRICTIONS(
                            "VolumeRestrictions",
                            0), NODE_VOLUME_LIMITS("NodeVolumeLimits", 0), VOLUME_BINDING("VolumeBinding",
                                    0), VOLUME_ZONE("VolumeZone", 0), POD_TOPOLOGY_SPREAD("PodTopologySpread",
                                            2), INTER_POD_AFFINITY("InterPodAffinity", 2), DEFAULT_PREEMPTION(
                                                    "DefaultPreemption", 0), NODE_RESOURCES_BALANCED_ALLOCATION(
                                                            "NodeResourcesBalancedAllocation",
                                                            1), IMAGE_LOCALITY("ImageLocality", 1), DEFAULT_BINDER(
                                                                    "DefaultBinder",
                                                                    0), DYNAMIC_RESOURCES("DynamicResources", 0);

    private final String upstreamName;
    private final int weight;

    Plugin(String upstreamName, int weight) {
        this.upstreamName = upstreamName;
        this.weight = weight;
    }

    /** As configuration files and metrics name it. */
    public String upstreamName() {
        return upstreamName;
    }

    public int defaultWeight() {
        return weight;
    }

    public static Optional<Plugin> named(String name) {
        return Arrays.stream(values()).filter(p -> p.upstreamName.equals(name)).findFirst();
    }
}
