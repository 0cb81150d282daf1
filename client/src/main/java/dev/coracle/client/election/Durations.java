package dev.coracle.client.election;

import java.time.Duration;

/**
 * The times of an election, as KubeSchedulerConfiguration's {@code leaderElection} has them.
 *
 * @param lease how long others wait after the leader's last sign of life
 * @param renew how long the leader tries to renew before it gives up; less than {@code lease}
 * @param retry between two tries
 */
public record Durations(Duration lease, Duration renew, Duration retry) {

    public static final Durations DEFAULT = new Durations(Duration.ofSeconds(15), Duration.ofSeconds(10),
            Duration.ofSeconds(2));

    public Durations {
        if (lease.compareTo(renew) <= 0 || renew.compareTo(retry) <= 0 || retry.isZero() || retry.isNegative()) {
            throw new IllegalArgumentException("a lease of " + lease + " must be longer than the renew deadline of "
                    + renew + ", and that longer than the retry period of " + retry);
        }
    }
}
