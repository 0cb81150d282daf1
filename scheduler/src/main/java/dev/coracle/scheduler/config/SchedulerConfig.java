package dev.coracle.scheduler.config;

import dev.coracle.client.election.Durations;
import dev.coracle.client.election.LeaseName;
import dev.coracle.scheduler.plugin.Profile;
import java.time.Duration;
import java.util.List;

/**
 * How the scheduler works: {@code KubeSchedulerConfiguration} of {@code kubescheduler.config.k8s.io/v1}.
 *
 * @param leaderElection whether to wait for the lease before scheduling
 * @param parallelism    how many bindings may be under way at once
 */
public record SchedulerConfig(List<Profile> profiles, boolean leaderElection, LeaseName lease,
        Durations leaseDurations, Duration initialBackoff, Duration maxBackoff, int parallelism) {

    public SchedulerConfig {
        profiles = List.copyOf(profiles);
    }

    public static SchedulerConfig defaults() {
        return new SchedulerConfig(List.of(Profile.defaults()), true, new LeaseName("kube-system", "kube-scheduler"),
                Durations.DEFAULT, Duration.ofSeconds(1), Duration.ofSeconds(10), 64);
    }

    /** The same without waiting for a lease, as for a component that is the only one. */
    public SchedulerConfig withoutLeaderElection() {
        return withLeaderElection(false);
    }

    public SchedulerConfig withLeaderElection(boolean elect) {
        return new SchedulerConfig(profiles, elect, lease, leaseDurations, initialBackoff, maxBackoff, parallelism);
    }

    SchedulerConfig withProfiles(List<Profile> all) {
        return new SchedulerConfig(all, leaderElection, lease, leaseDurations, initialBackoff, maxBackoff, parallelism);
    }

    SchedulerConfig withLease(LeaseName name, Durations durations) {
        return new SchedulerConfig(profiles, leaderElection, name, durations, initialBackoff, maxBackoff, parallelism);
    }

    SchedulerConfig withBackoff(Duration initial, Duration max) {
        return new SchedulerConfig(profiles, leaderElection, lease, leaseDurations, initial, max, parallelism);
    }
}
