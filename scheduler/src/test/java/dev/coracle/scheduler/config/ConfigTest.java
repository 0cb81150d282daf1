package dev.coracle.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.flags.FlagSet;
import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigTest {

    private static final String HEAD = """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            """;

    private static ConfigFile parse(String yaml) {
        return ConfigFile.parse((HEAD + yaml).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void defaultsAreTheOriginals() throws Exception {
        SchedulerOptions options = new SchedulerOptions();
        assertEquals(FlagSet.Outcome.RUN, options.parse(List.of()));
        assertTrue(options.flags().help().contains("--secure-port int"));
        assertTrue(options.flags().help().contains("(default 10259)"));
        SchedulerConfig config = options.apply(SchedulerConfig.defaults());
        assertTrue(config.leaderElection());
        assertEquals("kube-system", config.lease().namespace());
        assertEquals("kube-scheduler", config.lease().name());
        assertEquals(Duration.ofSeconds(15), config.leaseDurations().lease());
        assertEquals(Duration.ofSeconds(1), config.initialBackoff());
        assertEquals(Duration.ofSeconds(10), config.maxBackoff());
        Profile profile = config.profiles().get(0);
        assertEquals("default-scheduler", profile.schedulerName());
        assertEquals(3, profile.weight(Plugin.TAINT_TOLERATION));
        assertEquals(2, profile.weight(Plugin.POD_TOPOLOGY_SPREAD));
        assertEquals(1, profile.weight(Plugin.IMAGE_LOCALITY));
    }

    @Test
    void takesTheCommandLineOfOtherTools() throws Exception {
        SchedulerOptions options = new SchedulerOptions();
        options.parse(List.of("--kubeconfig=/k", "--authorization-always-allow-paths=/healthz,/metrics",
                "--bind-address", "127.0.0.1", "--secure-port=1234", "--feature-gates=AllAlpha=true",
                "--kube-api-qps=5000",
                "--kube-api-burst=5000", "--v=2", "--leader-elect=false"));
        assertFalse(options.apply(SchedulerConfig.defaults()).leaderElection());
        assertTrue(options.flags().ignoredGiven().contains("--kube-api-qps"));
    }

    @Test
    void readsProfiles() {
        ConfigFile file = parse("""
                clientConnection: {kubeconfig: /k}
                leaderElection: {leaderElect: false}
                profiles:
                - schedulerName: mine
                  plugins:
                    score: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit, weight: 5}]}
                    filter: {disabled: [{name: NodePorts}]}
                  pluginConfig:
                  - {name: NodeResourcesFit, args: {scoringStrategy: {type: MostAllocated}}}
                """);
        assertEquals("/k", file.kubeconfig().orElseThrow());
        assertFalse(file.config().leaderElection());
        Profile profile = file.config().profiles().get(0);
        assertEquals("mine", profile.schedulerName());
        assertEquals(5, profile.weight(Plugin.NODE_RESOURCES_FIT));
        assertEquals(0, profile.weight(Plugin.POD_TOPOLOGY_SPREAD));
        assertFalse(profile.filters(Plugin.NODE_PORTS));
        assertTrue(profile.mostAllocated());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> parse("profiles: [{plugins: {score: {enabled: [{name: Nope}]}}}]")).getMessage());
        assertEquals("profiles[0].plugins.score.enabled[0].name: Invalid value: \"Nope\": plugin is not registered",
                message);
        assertThrows(IllegalArgumentException.class, () -> parse("novelty: 1"));
        assertThrows(IllegalArgumentException.class, () -> parse("profiles: [{}, {}]"));
        assertThrows(IllegalArgumentException.class,
                () -> ConfigFile.parse("kind: Pod".getBytes(StandardCharsets.UTF_8)));
    }
}
