package dev.coracle.scheduler.queue;

import dev.coracle.scheduler.plugin.Plugin;
import java.util.EnumSet;
import java.util.Set;

/** What happened in the cluster, and whose reasons against a pod it may have changed. */
public enum ClusterEvent {
    NODE_ADDED(EnumSet.allOf(Plugin.class)), NODE_CHANGED(EnumSet.of(Plugin.NODE_UNSCHEDULABLE, Plugin.TAINT_TOLERATION,
            Plugin.NODE_AFFINITY,
            Plugin.NODE_RESOURCES_FIT, Plugin.POD_TOPOLOGY_SPREAD, Plugin.INTER_POD_AFFINITY, Plugin.VOLUME_BINDING)),
    /** A pod left its node, or asks for less there. */
    POD_GONE(EnumSet.of(Plugin.NODE_RESOURCES_FIT, Plugin.NODE_PORTS, Plugin.POD_TOPOLOGY_SPREAD,
            Plugin.INTER_POD_AFFINITY)),
    /** A pod came to a node, or its labels changed there. */
    POD_PLACED(EnumSet.of(Plugin.POD_TOPOLOGY_SPREAD, Plugin.INTER_POD_AFFINITY)), VOLUMES_CHANGED(
            EnumSet.of(Plugin.VOLUME_BINDING)), NAMESPACE_CHANGED(EnumSet.of(Plugin.INTER_POD_AFFINITY));

    private final Set<Plugin> helps;

    ClusterEvent(Set<Plugin> helps) {
        this.helps = helps;
    }

    /** Whether a pod that these plugins had something against should be tried again. */
    boolean mayHelp(Set<Plugin> against) {
        return against.isEmpty() || against.stream().anyMatch(helps::contains);
    }
}
