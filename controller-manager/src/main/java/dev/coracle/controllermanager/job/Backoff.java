package dev.coracle.controllermanager.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How often a Job failed in a row, and when last. New pods wait: 10 s after the first failure, doubled with each, at
 * most 10 minutes; a success ends the row.
 */
record Backoff(int failures, Optional<Instant> last) {

    static final Backoff NONE = new Backoff(0, Optional.empty());

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private record End(Instant when, boolean failed) {}

    /** The record after the ends of some more pods. */
    Backoff after(Collection<Instant> succeeded, Collection<Instant> failed) {
        List<End> ends = new ArrayList<>();
        succeeded.forEach(when -> ends.add(new End(when, false)));
        failed.forEach(when -> ends.add(new End(when, true)));
        ends.sort(Comparator.comparing(End::when));
        Backoff result = this;
        for (End end : ends) {
            result = end.failed ? new Backoff(result.failures + 1, Optional.of(end.when)) : NONE;
        }
        return result;
    }

    /** How long to wait with the next pod; nothing where it may come now. */
    Optional<Duration> left(Instant now) {
        return last.filter(when -> failures > 0)
                .map(when -> delay(failures).minus(Duration.between(when, now))).filter(Duration::isPositive);
    }

    private static Duration delay(int failures) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
