package dev.coracle.controllermanager.process;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.client.component.ServingFlags;
import dev.coracle.client.election.ElectionFlags;
import dev.coracle.client.election.LeaderElector;
import dev.coracle.client.election.LeaseName;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.controllermanager.ControllerOptions;
import dev.coracle.controllermanager.certificates.SigningOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of kube-controller-manager: names and defaults of the original. */
final class ControllerManagerFlags {

    /** The flags that set how many keys a controller works on at a time. */
    private static final Map<String, String> CONCURRENT = Map.of("concurrent-deployment-syncs", "deployment-controller",
            "concurrent-replicaset-syncs",
            "replicaset-controller", "concurrent-rc-syncs", "replicationcontroller-controller",
            "concurrent-statefulset-syncs", "statefulset-controller",
            "concurrent-daemonset-syncs", "daemonset-controller", "concurrent-job-syncs", "job-controller",
            "concurrent-cron-job-syncs", "cronjob-controller",
            "concurrent-endpoint-syncs", "endpoints-controller", "concurrent-gc-syncs", "garbage-collector-controller",
            "concurrent-namespace-syncs",
            "namespace-controller");

    private final FlagSet flags = new FlagSet("kube-controller-manager");
    private final Flag<List<String>> controllers = flags.list("controllers", List.of("*"),
            "Which controllers to run: *, foo, -foo.");
    private final Flag<String> kubeconfig = flags.string("kubeconfig", "", "How to reach the API server.");
    private final ServingFlags serving = new ServingFlags(flags, "kube-controller-manager", 10257);
    private final Flag<String> rootCa = flags.string("root-ca-file", "",
            "The certificate that every namespace's kube-root-ca.crt gets.");
    private final ElectionFlags election = new ElectionFlags(flags,
            new LeaseName("kube-system", "kube-controller-manager"), "running controllers");
    private final Flag<Duration> monitorPeriod = flags.duration("node-monitor-period", Duration.ofSeconds(5),
            "How often nodes are looked at.");
    private final Flag<Duration> monitorGrace = flags.duration("node-monitor-grace-period", Duration.ofSeconds(50),
            "How long a node may be silent before it counts as unreachable.");
    private final Flag<Integer> terminated = flags.integer("terminated-pod-gc-threshold", 12_500,
            "How many finished pods may stay; 0 for any number.");
    private final SigningFlags signing = new SigningFlags(flags);
    private final Flag<Duration> legacyTokenAge = flags.duration("legacy-service-account-token-clean-up-period",
            SigningOptions.YEAR, "How long a token secret that the cluster made may lie unused.");
    private final Map<String, Flag<Integer>> concurrent = new HashMap<>();

    ControllerManagerFlags() {
        CONCURRENT.forEach((flag, controller) -> concurrent.put(controller,
                flags.integer(flag, 0, "How many keys " + controller + " works on at a time; 0 for its default.")));
        flags.ignoredGates();
        flags.ignored("allow-metric-labels", "allow-metric-labels-manifest", "attach-detach-reconcile-sync-period",
                "authentication-token-webhook-cache-ttl", "authorization-webhook-cache-authorized-ttl",
                "authorization-webhook-cache-unauthorized-ttl", "cidr-allocator-type", "cloud-config",
                "concurrent-device-taint-eviction-syncs", "concurrent-ephemeralvolume-syncs",
                "concurrent-horizontal-pod-autoscaler-syncs", "concurrent-resourceclaim-syncs",
                "concurrent-validating-admission-policy-status-syncs", "controller-shutdown-timeout",
                "disabled-metrics", "emulated-version", "endpoint-updates-batch-period",
                "endpointslice-updates-batch-period", "external-cloud-volume-plugin",
                "horizontal-pod-autoscaler-cpu-initialization-period",
                "horizontal-pod-autoscaler-downscale-stabilization",
                "horizontal-pod-autoscaler-initial-readiness-delay", "horizontal-pod-autoscaler-tolerance",
                "http2-max-streams-per-connection", "leader-migration-config", "log-flush-frequency",
                "log-text-info-buffer-size", "max-endpoints-per-slice", "min-compatibility-version",
                "mirroring-concurrent-service-endpoint-syncs", "mirroring-endpointslice-updates-batch-period",
                "mirroring-max-endpoints-per-subset", "node-cidr-mask-size-ipv4", "node-cidr-mask-size-ipv6",
                "pv-recycler-increment-timeout-nfs", "pv-recycler-minimum-timeout-hostpath",
                "pv-recycler-minimum-timeout-nfs", "pv-recycler-pod-template-filepath-hostpath",
                "pv-recycler-pod-template-filepath-nfs", "pv-recycler-timeout-increment-hostpath",
                "requestheader-uid-headers", "route-reconciliation-period", "show-hidden-metrics-for-version",
                "tls-curve-preferences", "tls-sni-cert-key",
                "authentication-kubeconfig", "authorization-kubeconfig", "authorization-always-allow-paths",
                "client-ca-file", "cluster-cidr", "cluster-name",
                "service-account-private-key-file", "service-cluster-ip-range",
                "requestheader-client-ca-file", "requestheader-allowed-names", "requestheader-username-headers",
                "requestheader-group-headers",
                "requestheader-extra-headers-prefix", "kube-api-qps", "kube-api-burst",
                "kube-api-content-type", "node-eviction-rate",
                "secondary-node-eviction-rate", "large-cluster-size-threshold", "unhealthy-zone-threshold",
                "node-startup-grace-period", "pvclaimbinder-sync-period",
                "resource-quota-sync-period", "namespace-sync-period", "horizontal-pod-autoscaler-sync-period",
                "cloud-provider", "v", "vmodule", "logging-format",
                "tls-cipher-suites", "tls-min-version", "node-cidr-mask-size", "leader-elect-resource-lock",
                "concurrent-service-syncs",
                "concurrent-service-endpoint-syncs", "concurrent-resource-quota-syncs",
                "concurrent-serviceaccount-token-syncs", "concurrent-ttl-after-finished-syncs",
                "master", "min-resync-period", "controller-start-interval", "flex-volume-plugin-dir");
        flags.ignoredBool("authentication-skip-lookup", "authentication-tolerate-lookup-failure",
                "disable-attach-detach-reconcile-sync", "disable-force-detach-on-timeout", "disable-http2-serving",
                "enable-hostpath-provisioner", "enable-leader-migration", "log-text-split-stream",
                "permit-address-sharing", "permit-port-sharing",
                "allocate-node-cidrs", "use-service-account-credentials", "configure-cloud-routes",
                "profiling", "enable-garbage-collector",
                "enable-dynamic-provisioning", "contention-profiling");
    }

    FlagSet.Outcome parse(List<String> args) throws FlagException {
        FlagSet.Outcome outcome = flags.parse(args);
        if (outcome == FlagSet.Outcome.RUN && kubeconfig.get().isEmpty()) {
            throw new FlagException("--kubeconfig is needed: how to reach the API server");
        }
        if (!flags.ignoredGiven().isEmpty()) {
            System.err.println("kube-controller-manager: these flags have no meaning here: "
                    + String.join(" ", flags.ignoredGiven()));
        }
        return outcome;
    }

    String help() {
        return flags.help();
    }

    List<String> controllers() {
        return controllers.get();
    }

    Path kubeconfig() {
        return Path.of(kubeconfig.get());
    }

    ServingFlags serving() {
        return serving;
    }

    boolean leaderElect() {
        return election.elect();
    }

    LeaderElector elector(ApiClient client, Clock clock) {
        return new LeaderElector(client, clock, election.lease(), ElectionFlags.identity(),
                election.durations());
    }

    ControllerOptions options() throws IOException {
        Map<String, Integer> workers = new HashMap<>();
        concurrent.forEach((controller, flag) -> {
            if (flag.get() > 0) {
                workers.put(controller, flag.get());
            }
        });
        Optional<String> ca = rootCa.get().isEmpty()
                ? Optional.empty()
                : Optional.of(Files.readString(Path.of(rootCa.get()), StandardCharsets.US_ASCII));
        return new ControllerOptions(workers, ca, monitorPeriod.get(), monitorGrace.get(), terminated.get(),
                signing.options(), legacyTokenAge.get());
    }
}
