package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.FeatureGates;
import dev.coracle.apiserver.server.options.RuntimeConfig;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.log.LogFormat;
import dev.coracle.base.log.LogOutput;
import dev.coracle.base.log.Verbosity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** kube-apiserver's flags, and the few of our own: {@code --data-dir} and {@code --in-memory}. */
public final class ApiServerFlags {

    private static final Logger log = LoggerFactory.getLogger(ApiServerFlags.class);

    private final FlagSet flags = new FlagSet("kube-apiserver");

    private final ServingFlags serving = new ServingFlags(flags);
    private final Flag<List<String>> etcdServers = flags.list("etcd-servers", List.of(),
            "URLs of etcd servers; without them this server keeps its own store");
    private final Flag<Duration> compaction = flags.duration("etcd-compaction-interval",
            ApiServerOptions.Storage.COMPACT_INTERVAL,
            "How often to let the store forget what is older than this; 0 for never");
    private final Flag<String> etcdPrefix = flags.string("etcd-prefix", "/registry", "The prefix of all keys");
    private final Flag<String> etcdCa = flags.string("etcd-cafile", "", "CA of the etcd servers");
    private final Flag<String> etcdCert = flags.string("etcd-certfile", "", "Client certificate for etcd");
    private final Flag<String> etcdKey = flags.string("etcd-keyfile", "", "Key of the client certificate for etcd");
    private final Flag<String> dataDir = flags.string("data-dir", "",
            "Keep objects in this directory, without an etcd");
    private final Flag<Boolean> inMemory = flags.bool("in-memory", false,
            "Keep objects on the heap, and nothing for later");
    private final Flag<String> checkpointDir = flags.string("checkpoint-dir", "",
            "Below this directory checkpoints of the server's own store are written and read");
    private final Flag<String> restoreFrom = flags.string("restore-from", "",
            "With --in-memory: begin with this checkpoint");
    private final Flag<Duration> retention = flags.duration("history-retention",
            ApiServerOptions.Past.DEFAULT.retention(),
            "How long the server's own store keeps what was overwritten or deleted");
    private final Flag<Integer> retained = flags.integer("history-retention-revisions",
            (int) ApiServerOptions.Past.DEFAULT.revisions(),
            "How many revisions the server's own store keeps at the most, beyond those of --etcd-compaction-interval");
    private final Flag<Long> room = flags.longInteger("history-retention-bytes", 0,
            "How many bytes of history the server's own store keeps at the most, whatever their age; 0 for an eighth "
                    + "of the heap with --in-memory, else for 2 GiB");
    private final AuthenticationFlags authentication = new AuthenticationFlags(flags);
    private final ServiceAccountFlags serviceAccounts = new ServiceAccountFlags(flags);
    private final AuthorizationFlags authorization = new AuthorizationFlags(flags);
    private final AuditFlags audit = new AuditFlags(flags);
    private final Flag<Boolean> profiling = flags.bool("profiling", true, "Whether /debug/pprof answers");
    private final Flag<String> tracing = flags.string("tracing-config-file", "",
            "File with a TracingConfiguration: where traces of requests are sent, and of how many");
    private final Flag<String> logFormat = flags.string("logging-format", "text", "text or json");
    private final Flag<Integer> verbosity = flags.integer("v", 0, "How much is logged: details from 4 on");
    private final TimingFlags timing = new TimingFlags(flags);
    private final Flag<String> encryption = flags.string("encryption-provider-config", "",
            "File with an EncryptionConfiguration: which resources are encrypted in the store, and by which keys");
    private final Flag<Boolean> encryptionReload = flags.bool("encryption-provider-config-automatic-reload", false,
            "Whether changes of that file count at once");
    private final Flag<List<String>> runtimeConfig = flags.list("runtime-config", List.of(),
            "Versions and resources not to serve, as group/version=false or group/version/resource=false");
    private final Flag<List<String>> featureGates = flags.list("feature-gates", List.of(),
            "Features to switch on or off, as name=true; those that are not known here change nothing");
    private final Flag<List<String>> enable = flags.list("enable-admission-plugins", List.of(),
            "Admission plugins beyond the default ones");
    private final Flag<List<String>> disable = flags.list("disable-admission-plugins", List.of(),
            "Default admission plugins to leave out");
    private final Flag<String> pluginConfigurations = flags.string("admission-control-config-file", "",
            "File with an AdmissionConfiguration: what plugins are told");
    private final InFlightFlags inFlight = new InFlightFlags(flags);
    private final PodFlags pods = new PodFlags(flags);
    private final Flag<List<String>> serviceRange = flags.list("service-cluster-ip-range", List.of("10.0.0.0/24"),
            "CIDR of service addresses");
    private final Flag<String> nodePorts = flags.string("service-node-port-range", "30000-32767",
            "Ports for services of type NodePort");
    private final Flag<String> reconciler = flags.string("endpoint-reconciler-type", "lease",
            "none to leave this server out of the endpoints of its service");

    private final Flag<List<String>> kubeletAddresses = flags.list("kubelet-preferred-address-types",
            ApiServerOptions.Network.ADDRESS_TYPES, "Which of a node's addresses to use, the best first");
    private final Flag<String> kubeletCa = flags.string("kubelet-certificate-authority", "",
            "CA of kubelets' serving certificates; without it they are not verified");
    private final Flag<String> kubeletCert = flags.string("kubelet-client-certificate", "",
            "Client certificate for kubelets");
    private final Flag<String> kubeletKey = flags.string("kubelet-client-key", "",
            "Key of the client certificate for kubelets");

    private final Flag<String> aggregatorCert = flags.string("proxy-client-cert-file", "",
            "Client certificate by which extension API servers know this one");
    private final Flag<String> aggregatorKey = flags.string("proxy-client-key-file", "",
            "Key of the client certificate for extension API servers");
    private final Flag<Boolean> aggregatorRouting = flags.bool("enable-aggregator-routing", false,
            "Whether extension API servers are reached at their service's endpoints, not at its address");
    private final Flag<Boolean> refuseRedirects = flags.bool("aggregator-reject-forwarding-redirect", true,
            "Whether redirects of extension API servers end here instead of going back to the client");

    public ApiServerFlags() {
        flags.ignored("admission-control", "allow-metric-labels", "allow-metric-labels-manifest",
                "coordinated-leadership-lease-duration", "coordinated-leadership-renew-deadline",
                "coordinated-leadership-retry-period", "debug-socket-path", "disabled-metrics",
                "etcd-db-metric-poll-interval", "etcd-healthcheck-timeout", "etcd-readycheck-timeout",
                "kubernetes-service-node-port", "log-text-info-buffer-size", "max-connection-bytes-per-sec",
                "min-compatibility-version", "peer-advertise-ip", "peer-advertise-port", "peer-ca-file",
                "service-account-signing-endpoint", "show-hidden-metrics-for-version",
                "storage-initialization-timeout", "tls-curve-preferences", "default-watch-cache-size",
                "delete-collection-workers",
                "egress-selector-config-file", "emulated-version", "etcd-count-metric-poll-period",
                "etcd-servers-overrides", "external-hostname", "kubelet-timeout", "lease-reuse-duration-seconds",
                "log-flush-frequency", "master-service-namespace", "storage-backend", "storage-media-type",
                "vmodule", "watch-cache-sizes");
        flags.ignoredBool("emulation-forward-compatible", "log-text-split-stream",
                "runtime-config-emulation-forward-compatible", "contention-profiling",
                "enable-garbage-collector", "permit-address-sharing", "permit-port-sharing", "watch-cache",
                "enable-logs-handler");
    }

    public FlagSet flags() {
        return flags;
    }

    /** Makes the process log as the flags say. @throws FlagException for a format that there isn't */
    public void logs() throws FlagException {
        switch (logFormat.get()) {
            case "text" -> LogOutput.use(LogFormat.TEXT);
            case "json" -> LogOutput.use(LogFormat.JSON);
            default -> throw new FlagException("format: Invalid value: \"" + logFormat.get()
                    + "\": Unsupported log format; there are text and json");
        }
        Verbosity.set(verbosity.get());
    }

    /** What the parsed flags say. @throws FlagException for values that mean nothing */
    public ApiServerOptions options() throws FlagException, IOException {
        int dash = nodePorts.get().indexOf('-');
        int first = number(dash < 0 ? nodePorts.get() : nodePorts.get().substring(0, dash));
        int last = dash < 0 ? first : number(nodePorts.get().substring(dash + 1));
        return new ApiServerOptions(
                serving.serving(),
                new ApiServerOptions.Storage(inMemory.get() ? List.of() : etcdServers.get(),
                        inMemory.get() ? Optional.empty() : path(dataDir), etcdPrefix.get(),
                        new ApiServerOptions.ClientTls(path(etcdCa), path(etcdCert), path(etcdKey)),
                        compaction.get(), timing.eventLife(), past()),
                authentication(), serviceAccounts.options(),
                new ApiServerOptions.Access(authorization.options(), enable.get(), disable.get(),
                        path(pluginConfigurations), inFlight.limits(),
                        RuntimeConfig.parse(runtimeConfig.get()), FeatureGates.parse(featureGates.get()),
                        pods.pods()),
                new ApiServerOptions.Network(serviceRange.get(), first, last, !reconciler.get().equals("none"),
                        new ApiServerOptions.ClientTls(path(kubeletCa), path(kubeletCert), path(kubeletKey)),
                        kubeletAddresses.get(), new ApiServerOptions.Aggregation(path(aggregatorCert),
                                path(aggregatorKey), aggregatorRouting.get(), refuseRedirects.get())),
                new ApiServerOptions.Operation(audit.settings(), encryption(), timing.timing(),
                        profiling.get(), path(tracing), flags.values()));
    }

    /** Where everything is allowed, nobody stays unnamed. */
    private AuthenticationOptions authentication() throws FlagException, IOException {
        AuthenticationOptions options = authentication.options();
        boolean everything = authorization.options().chain().stream().anyMatch(a -> a.type().equals("AlwaysAllow"));
        if (options.anonymous() && everything) {
            log.warn("anonymous requests are not allowed with the authorization mode AlwaysAllow; use another mode");
            return options.withAnonymous(false);
        }
        return options;
    }

    private Optional<ApiServerOptions.Encryption> encryption() throws FlagException {
        if (encryptionReload.get() && encryption.get().isEmpty()) {
            throw new FlagException(
                    "--encryption-provider-config-automatic-reload must be set with --encryption-provider-config");
        }
        return path(encryption).map(file -> new ApiServerOptions.Encryption(file, encryptionReload.get()));
    }

    private ApiServerOptions.Past past() throws FlagException {
        if (restoreFrom.given() && !inMemory.get()) {
            throw new FlagException(
                    "--restore-from needs --in-memory; a store on disk begins with a checkpoint that is "
                            + "its --data-dir");
        }
        if (retained.get() < 0) {
            throw new FlagException("--history-retention-revisions must not be less than 0");
        }
        if (room.get() < 0) {
            throw new FlagException("--history-retention-bytes must not be less than 0");
        }
        return new ApiServerOptions.Past(path(checkpointDir), path(restoreFrom), retention.get(), retained.get(),
                room.get() == 0 ? OptionalLong.empty() : OptionalLong.of(room.get()));
    }

    private int number(String text) throws FlagException {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new FlagException(
                    "--service-node-port-range is " + nodePorts.get() + "; give a range such as 30000-32767");
        }
    }

    static Optional<String> text(Flag<String> flag) {
        return Optional.of(flag.get()).filter(t -> !t.isEmpty());
    }

    static Optional<Path> path(Flag<String> flag) {
        return text(flag).map(Path::of);
    }
}
