package dev.coracle.scheduler.plugin;

/** Why a node is ruled out, in kube-scheduler's words. */
public enum Rejection {
    UNSCHEDULABLE(Plugin.NODE_UNSCHEDULABLE, "node(s) were unschedulable", false), NODE_NAME(Plugin.NODE_NAME,
            "node(s) didn't match the requested node name", false), TAINT(Plugin.TAINT_TOLERATION,
                    "node(s) had untolerated taint(s)", false), NODE_AFFINITY(Plugin.NODE_AFFINITY,
                            "node(s) didn't match Pod's node affinity/selector", false), PORTS(Plugin.NODE_PORTS,
                                    "node(s) didn't have free ports for the requested pod ports", true),
    /** The reasons are the resources that are short. */
    FIT(Plugin.NODE_RESOURCES_FIT, "Insufficient resources", true),
    /** As {@link #FIT}, but the empty node would not be enough either. */
    NEVER_FITS(Plugin.NODE_RESOURCES_FIT, "Insufficient resources", false), VOLUME_NODE_AFFINITY(Plugin.VOLUME_BINDING,
            "node(s) didn't match PersistentVolume's node affinity", false), SPREAD_LABEL(Plugin.POD_TOPOLOGY_SPREAD,
                    "node(s) didn't match pod topology spread constraints (missing required label)",
                    false), SPREAD(Plugin.POD_TOPOLOGY_SPREAD, "node(s) didn't match pod topology spread constraints",
                            true), AFFINITY(Plugin.INTER_POD_AFFINITY, "node(s) didn't match pod affinity rules",
                                    false), ANTI_AFFINITY(Plugin.INTER_POD_AFFINITY,
                                            "node(s) didn't match pod anti-affinity rules",
                                            true), EXISTING_ANTI_AFFINITY(Plugin.INTER_POD_AFFINITY,
                                                    "node(s) didn't satisfy existing pods anti-affinity rules",
                                                    true);

    private final Plugin plugin;
    private final String message;
    private final boolean resolvable;

    Rejection(Plugin plugin, String message, boolean resolvable) {
        this.plugin = plugin;
        this.message = message;
        this.resolvable = resolvable;
    }

    public Plugin plugin() {
        return plugin;
    }

    public String message() {
        return message;
    }

    /** Whether it could help if pods left the node. */
    public boolean resolvable() {
        return resolvable;
    }
}
