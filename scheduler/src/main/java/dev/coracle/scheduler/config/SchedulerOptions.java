package dev.coracle.scheduler.config;

import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.client.component.ServingFlags;
import dev.coracle.client.election.ElectionFlags;
import java.util.List;

/** The command line of kube-scheduler: names and defaults of the original. */
public final class SchedulerOptions {

    private final FlagSet flags = new FlagSet("kube-scheduler");
    private final Flag<String> config = flags.string("config", "",
            "The path of a KubeSchedulerConfiguration file.");
    private final Flag<String> kubeconfig = flags.string("kubeconfig", "",
            "The path of a kubeconfig file; what --config says goes first.");
    private final Flag<String> master = flags.string("master", "",
            "The address of the API server, in place of the one in kubeconfig.");
    private final ServingFlags serving = new ServingFlags(flags, "kube-scheduler", 10259);
    private final ElectionFlags election = new ElectionFlags(flags, SchedulerConfig.defaults().lease(), "scheduling");

    public SchedulerOptions() {
        flags.ignoredGates();
        flags.ignored("authentication-kubeconfig", "authorization-kubeconfig", "authorization-always-allow-paths",
                "authentication-token-webhook-cache-ttl", "authorization-webhook-cache-authorized-ttl",
                "authorization-webhook-cache-unauthorized-ttl", "client-ca-file",
                "http2-max-streams-per-connection", "kube-api-burst", "kube-api-content-type", "kube-api-qps",
                "leader-elect-resource-lock", "log-flush-frequency", "log-json-info-buffer-size",
                "log-text-info-buffer-size", "logging-format", "pod-max-in-unschedulable-pods-duration",
                "requestheader-allowed-names", "requestheader-client-ca-file", "requestheader-extra-headers-prefix",
                "requestheader-group-headers", "requestheader-uid-headers", "requestheader-username-headers",
                "tls-cipher-suites", "tls-min-version", "tls-sni-cert-key", "tls-curve-preferences", "v", "vmodule",
                "write-config-to", "show-hidden-metrics-for-version", "disabled-metrics", "allow-metric-labels",
                "allow-metric-labels-manifest", "emulated-version", "min-compatibility-version");
        flags.ignoredBool("authentication-skip-lookup", "authentication-tolerate-lookup-failure",
                "contention-profiling", "disable-http2-serving", "log-json-split-stream", "log-text-split-stream",
                "permit-address-sharing", "permit-port-sharing", "profiling");
    }

    /** The flags themselves: to parse, and for {@code --help}. */
    public FlagSet flags() {
        return flags;
    }

    /** Parses, and refuses what is no flag. */
    public FlagSet.Outcome parse(List<String> args) throws FlagException {
        FlagSet.Outcome outcome = flags.parse(args);
        if (!flags.arguments().isEmpty()) {
            throw new FlagException("unknown command \"" + flags.arguments().get(0) + "\" for \"kube-scheduler\"");
        }
        return outcome;
    }

    /** What the file says, changed by those flags that were given. */
    public SchedulerConfig apply(SchedulerConfig file) {
        return file.withLeaderElection(election.elect(file.leaderElection())).withLease(election.lease(file.lease()),
                election.durations(file.leaseDurations()));
    }

    /** Empty when none is given. */
    public String config() {
        return config.get();
    }

    public String kubeconfig() {
        return kubeconfig.get();
    }

    public String master() {
        return master.get();
    }

    public ServingFlags serving() {
        return serving;
    }
}
