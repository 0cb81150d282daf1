package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/** Probes of simulated containers: they succeed, at the earliest moment at which a real kubelet could have found out. */
final class Probes {

    private Probes() {}

    /** From the container's start to its startup probe's success. */
    static Duration startup(Container container) {
        return firstSuccess(container.getStartupProbe());
    }

    /** From the end of startup to the readiness probe's success. */
    static Duration readiness(Container container, Duration hint) {
        Duration probe = firstSuccess(container.getReadinessProbe());
        return hint.compareTo(probe) > 0 ? hint : probe;
    }

    private static Duration firstSuccess(@org.jspecify.annotations.Nullable Probe probe) {
        if (probe == null) {
            return Duration.ZERO;
        }
        long initial = probe.getInitialDelaySeconds() == null ? 0 : probe.getInitialDelaySeconds();
        long needed = probe.getSuccessThreshold() == null ? 1 : probe.getSuccessThreshold();
        long period = probe.getPeriodSeconds() == null ? 10 : probe.getPeriodSeconds();
        return Duration.ofSeconds(initial + Math.max(0, needed - 1) * period);
    }
}
