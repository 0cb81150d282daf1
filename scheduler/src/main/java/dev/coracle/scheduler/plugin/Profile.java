package dev.coracle.scheduler.plugin;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * One scheduler by name: which plugins filter, what each score counts for.
 *
 * @param mostAllocated    full nodes score higher, instead of empty ones
 * @param defaultSpreading pods without spread constraints get the cluster's
 */
public record Profile(String schedulerName, Set<Plugin> filters, Map<Plugin, Integer> weights, boolean preempts,
        boolean mostAllocated, boolean defaultSpreading, int hardPodAffinityWeight) {

    public static final String DEFAULT_NAME = "default-scheduler";

    public Profile {
        filters = Set.copyOf(filters);
        weights = Map.copyOf(weights);
    }

    /** What a cluster has when nothing is configured. */
    public static Profile defaults() {
        Map<Plugin, Integer> weights = new EnumMap<>(Plugin.class);
        for (Plugin plugin : Plugin.values()) {
            if (plugin.defaultWeight() > 0) {
                weights.put(plugin, plugin.defaultWeight());
            }
        }
        return new Profile(DEFAULT_NAME, EnumSet.allOf(Plugin.class), weights, true, false, true, 1);
    }

    public boolean filters(Plugin plugin) {
        return filters.contains(plugin);
    }

    /** 0: the plugin doesn't score. */
    public int weight(Plugin plugin) {
        return weights.getOrDefault(plugin, 0);
    }
}
