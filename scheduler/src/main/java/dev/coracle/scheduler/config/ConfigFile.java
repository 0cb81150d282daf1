package dev.coracle.scheduler.config;

import dev.coracle.base.flags.GoDuration;
import dev.coracle.client.config.Yaml;
import dev.coracle.client.election.Durations;
import dev.coracle.client.election.LeaseName;
import dev.coracle.scheduler.plugin.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads a KubeSchedulerConfiguration file.
 *
 * @param kubeconfig of {@code clientConnection}; empty when it names none
 */
public record ConfigFile(SchedulerConfig config, Optional<String> kubeconfig) {

    private static final String API_VERSION = "kubescheduler.config.k8s.io/v1";
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "parallelism", "leaderElection",
            "clientConnection", "percentageOfNodesToScore", "podInitialBackoffSeconds", "podMaxBackoffSeconds",
            "profiles", "extenders", "enableProfiling", "enableContentionProfiling", "delayCacheUntilActive");

    /** @throws IllegalArgumentException naming the field and what is wrong with it */
    public static ConfigFile parse(byte[] yaml) {
        JsonNode file = Yaml.read(yaml);
        if (!file.path("apiVersion").asString("").equals(API_VERSION)
                || !file.path("kind").asString("").equals("KubeSchedulerConfiguration")) {
            throw new IllegalArgumentException("no KubeSchedulerConfiguration of " + API_VERSION + ", but "
                    + file.path("kind").asString("?") + " of " + file.path("apiVersion").asString("?"));
        }
        for (Map.Entry<String, JsonNode> field : file.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new IllegalArgumentException("strict decoding error: unknown field \"" + field.getKey() + "\"");
            }
        }
        if (!file.path("extenders").isEmpty()) {
            throw new IllegalArgumentException("extenders: not supported");
        }
        SchedulerConfig config = SchedulerConfig.defaults();
        config = backoff(config, file);
        config = election(config, file.path("leaderElection"));
        if (!file.path("profiles").isEmpty()) {
            config = config.withProfiles(profiles(file.path("profiles")));
        }
        String kubeconfig = file.path("clientConnection").path("kubeconfig").asString("");
        return new ConfigFile(config, kubeconfig.isEmpty() ? Optional.empty() : Optional.of(kubeconfig));
    }

    private static SchedulerConfig backoff(SchedulerConfig config, JsonNode file) {
        long initial = file.path("podInitialBackoffSeconds").asLong(config.initialBackoff().toSeconds());
        long max = file.path("podMaxBackoffSeconds").asLong(config.maxBackoff().toSeconds());
        if (initial <= 0 || max < initial) {
            throw new IllegalArgumentException("podMaxBackoffSeconds: Invalid value: " + max
                    + ": must be greater than or equal to podInitialBackoffSeconds, and that greater than 0");
        }
        return config.withBackoff(Duration.ofSeconds(initial), Duration.ofSeconds(max));
    }

    private static SchedulerConfig election(SchedulerConfig config, JsonNode election) {
        LeaseName lease = new LeaseName(
                election.path("resourceNamespace").asString(config.lease().namespace()),
                election.path("resourceName").asString(config.lease().name()));
        Durations defaults = config.leaseDurations();
        Durations durations = new Durations(duration(election, "leaseDuration", defaults.lease()),
                duration(election, "renewDeadline", defaults.renew()),
                duration(election, "retryPeriod", defaults.retry()));
        return config.withLease(lease, durations).withLeaderElection(election.path("leaderElect").asBoolean(true));
    }

    private static Duration duration(JsonNode from, String name, Duration byDefault) {
        String text = from.path(name).asString("");
        return text.isEmpty() ? byDefault : GoDuration.parse(text);
    }

    private static List<Profile> profiles(JsonNode list) {
        List<Profile> profiles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode profile : list) {
            String path = "profiles[" + profiles.size() + "]";
            Profile read = ProfileReader.read(profile, path);
            if (!names.add(read.schedulerName())) {
                throw new IllegalArgumentException(
                        path + ".schedulerName: Duplicate value: \"" + read.schedulerName() + "\"");
            }
            profiles.add(read);
        }
        return profiles;
    }
}
