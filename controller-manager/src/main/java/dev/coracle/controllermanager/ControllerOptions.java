package dev.coracle.controllermanager;

import dev.coracle.controllermanager.certificates.SigningOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says about controllers.
 *
 * @param workers                how many keys each controller reconciles at a time, by controller name ({@code --concurrent-*-syncs})
 * @param rootCa                 the PEM that every namespace's {@code kube-root-ca.crt} gets ({@code --root-ca-file}); empty: none is published
 * @param nodeMonitorPeriod      how often nodes are looked at
 * @param nodeMonitorGracePeriod how long a node may be silent before it counts as unreachable
 * @param terminatedPodThreshold how many finished pods may stay; 0 for any number
 * @param signing                with what certificates are signed
 * @param legacyTokenAge         how long an old token secret may lie unused
 */
public record ControllerOptions(Map<String, Integer> workers, Optional<String> rootCa, Duration nodeMonitorPeriod,
        Duration nodeMonitorGracePeriod, int terminatedPodThreshold, SigningOptions signing, Duration legacyTokenAge) {

    /** Nothing said: every controller uses its own defaults. */
    public static final ControllerOptions DEFAULTS = new ControllerOptions(Map.of());

    public ControllerOptions {
        workers = Map.copyOf(workers);
    }

    /** Upstream's defaults but for the workers. */
    public ControllerOptions(Map<String, Integer> workers) {
        this(workers, Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(50), 12_500, SigningOptions.NONE,
                SigningOptions.YEAR);
    }

    /** The number of workers of {@code controller}, or {@code otherwise} where nothing was said. */
    public int workersOf(String controller, int otherwise) {
        return workers.getOrDefault(controller, otherwise);
    }
}
