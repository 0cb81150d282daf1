package dev.coracle.scheduler.config;

import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Profile;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One profile of a configuration file: the default plugins with what it enables and disables. */
final class ProfileReader {

    private static final Set<String> POINTS = Set.of("preEnqueue", "queueSort", "preFilter", "filter", "postFilter",
            "preScore", "score", "reserve", "permit", "preBind", "bind", "postBind", "multiPoint");

    private final String path;
    private final EnumSet<Plugin> filters = EnumSet.allOf(Plugin.class);
    private final Map<Plugin, Integer> weights = new EnumMap<>(Profile.defaults().weights());
    private boolean preempts = true;
    private boolean mostAllocated;
    private boolean defaultSpreading = true;
    private int hardPodAffinityWeight = 1;

    private ProfileReader(String path) {
        this.path = path;
    }

    static Profile read(JsonNode profile, String path) {
        ProfileReader reader = new ProfileReader(path);
        JsonNode plugins = profile.path("plugins");
        // multiPoint first: what a point says for itself counts more.
        reader.point("multiPoint", plugins.path("multiPoint"));
        for (Map.Entry<String, JsonNode> point : plugins.properties()) {
            if (!point.getKey().equals("multiPoint")) {
                reader.point(point.getKey(), point.getValue());
            }
        }
        int i = 0;
        for (JsonNode config : profile.path("pluginConfig")) {
            reader.arguments(reader.plugin(config, "pluginConfig[" + i++ + "]"), config.path("args"));
        }
        return new Profile(profile.path("schedulerName").asString(Profile.DEFAULT_NAME), reader.filters,
                reader.weights, reader.preempts, reader.mostAllocated, reader.defaultSpreading,
                reader.hardPodAffinityWeight);
    }

    private void point(String point, JsonNode lists) {
        if (!POINTS.contains(point)) {
            throw new IllegalArgumentException(
                    "strict decoding error: unknown field \"" + path + ".plugins." + point + "\"");
        }
        int i = 0;
        for (JsonNode entry : lists.path("disabled")) {
            String where = "plugins." + point + ".disabled[" + i++ + "]";
            Set<Plugin> these = entry.path("name").asString("").equals("*")
                    ? EnumSet.allOf(Plugin.class)
                    : EnumSet.of(plugin(entry, where));
            these.forEach(plugin -> disable(point, plugin));
        }
        i = 0;
        for (JsonNode entry : lists.path("enabled")) {
            enable(point, plugin(entry, "plugins." + point + ".enabled[" + i++ + "]"),
                    entry.path("weight").asInt(0));
        }
    }

    private Plugin plugin(JsonNode entry, String where) {
        String name = entry.path("name").asString("");
        Optional<Plugin> plugin = Plugin.named(name);
        return plugin.orElseThrow(() -> new IllegalArgumentException(
                path + "." + where + ".name: Invalid value: \"" + name + "\": plugin is not registered"));
    }

    private void disable(String point, Plugin plugin) {
        if (point.equals("filter") || point.equals("multiPoint")) {
            filters.remove(plugin);
        }
        if (point.equals("score") || point.equals("multiPoint")) {
            weights.remove(plugin);
        }
        if (plugin == Plugin.DEFAULT_PREEMPTION && (point.equals("postFilter") || point.equals("multiPoint"))) {
            preempts = false;
        }
    }

    private void enable(String point, Plugin plugin, int weight) {
        if (point.equals("filter") || point.equals("multiPoint")) {
            filters.add(plugin);
        }
        if ((point.equals("score") || point.equals("multiPoint")) && plugin.defaultWeight() > 0) {
            weights.put(plugin, weight > 0 ? weight : plugin.defaultWeight());
        }
        if (plugin == Plugin.DEFAULT_PREEMPTION && (point.equals("postFilter") || point.equals("multiPoint"))) {
            preempts = true;
        }
    }

    private void arguments(Plugin plugin, JsonNode args) {
        if (plugin == Plugin.NODE_RESOURCES_FIT) {
            String type = args.path("scoringStrategy").path("type").asString("LeastAllocated");
            switch (type) {
                case "LeastAllocated" -> mostAllocated = false;
                case "MostAllocated" -> mostAllocated = true;
                default -> throw new IllegalArgumentException(path + ".pluginConfig NodeResourcesFit: the strategy \""
                        + type + "\" is not supported: use LeastAllocated or MostAllocated");
            }
        } else if (plugin == Plugin.POD_TOPOLOGY_SPREAD) {
            if (args.path("defaultingType").asString("").equals("List")) {
                if (!args.path("defaultConstraints").isEmpty()) {
                    throw new IllegalArgumentException(
                            path + ".pluginConfig PodTopologySpread: defaultConstraints are not supported");
                }
                defaultSpreading = false;
            }
        } else if (plugin == Plugin.INTER_POD_AFFINITY) {
            hardPodAffinityWeight = args.path("hardPodAffinityWeight").asInt(1);
        } else if (plugin == Plugin.NODE_AFFINITY && args.has("addedAffinity")) {
            throw new IllegalArgumentException(path + ".pluginConfig NodeAffinity: addedAffinity is not supported");
        }
    }
}
