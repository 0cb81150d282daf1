package dev.coracle.apiserver.server;

import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.authentication.FrontProxyAuthenticator;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** kube-apiserver's flags, and the few of our own: {@code --data-dir} and {@code --in-memory}. */
public final class ApiServerFlags {

    private final FlagSet flags = new FlagSet("kube-apiserver");

    private final Flag<String> bindAddress = flags.string("bind-address", "0.0.0.0", "The address to listen on");
    private final Flag<Integer> securePort = flags.integer("secure-port", 6443, "The port to serve HTTPS on");
    private final Flag<String> certFile = flags.string("tls-cert-file", "", "File with the serving certificate");
    private final Flag<String> keyFile = flags.string("tls-private-key-file", "",
            "File with the serving certificate's key");
    private final Flag<String> certDir = flags.string("cert-dir", "/var/run/kubernetes",
            "Where a self-signed serving certificate is kept when no files are given");
    private final Flag<String> advertiseAddress = flags.string("advertise-address", "",
            "The address under which members of the cluster reach this server");
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
    private final Flag<String> clientCa = flags.string("client-ca-file", "", "CAs of client certificates");
    private final Flag<String> tokenFile = flags.string("token-auth-file", "", "File of static tokens");
    private final Flag<Boolean> anonymous = flags.bool("anonymous-auth", true,
            "Whether requests without credentials are anonymous");
    private final Flag<Boolean> bootstrapTokens = flags.bool("enable-bootstrap-token-auth", false,
            "Whether bootstrap tokens are accepted");
    private final Flag<String> proxyCa = flags.string("requestheader-client-ca-file", "", "CAs of front proxies");
    private final Flag<List<String>> proxyNames = flags.list("requestheader-allowed-names", List.of(),
            "Common names of front proxies; empty for any");
    private final Flag<List<String>> proxyUser = flags.list("requestheader-username-headers", List.of("x-remote-user"),
            "Headers with the user's name");
    private final Flag<List<String>> proxyUid = flags.list("requestheader-uid-headers", List.of(),
            "Headers with the user's UID");
    private final Flag<List<String>> proxyGroup = flags.list("requestheader-group-headers", List.of("x-remote-group"),
            "Headers with the user's groups");
    private final Flag<List<String>> proxyExtra = flags.list("requestheader-extra-headers-prefix",
            List.of("x-remote-extra-"), "Prefixes of headers with more about the user");
    private final Flag<List<String>> issuers = flags.list("service-account-issuer", List.of(),
            "Issuers of service account tokens; the first one issues");
    private final Flag<List<String>> audiences = flags.list("api-audiences", List.of(),
            "Who this API server is to tokens");
    private final Flag<List<String>> accountKeys = flags.list("service-account-key-file", List.of(),
            "Files with keys that verify service account tokens");
    private final Flag<String> signingKey = flags.string("service-account-signing-key-file", "",
            "File with the key that signs service account tokens");
    private final Flag<List<String>> modes = flags.list("authorization-mode", List.of("AlwaysAllow"),
            "AlwaysAllow, AlwaysDeny, Node, RBAC, in the order of asking");
    private final Flag<List<String>> enable = flags.list("enable-admission-plugins", List.of(),
            "Admission plugins beyond the default ones");
    private final Flag<List<String>> disable = flags.list("disable-admission-plugins", List.of(),
            "Default admission plugins to leave out");
    private final Flag<String> pluginConfigurations = flags.string("admission-control-config-file", "",
            "File with an AdmissionConfiguration: what plugins are told");
    private final Flag<Integer> maxReading = flags.integer("max-requests-inflight", 400, "Reading requests at a time");
    private final Flag<Integer> maxWriting = flags.integer("max-mutating-requests-inflight", 200,
            "Writing requests at a time");
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
        flags.ignored("audit-log-format", "audit-log-maxage", "audit-log-maxbackup",
                "audit-log-maxsize", "audit-log-mode", "audit-log-path", "audit-policy-file", "authentication-config",
                "authorization-config", "cors-allowed-origins", "default-not-ready-toleration-seconds",
                "default-unreachable-toleration-seconds", "default-watch-cache-size", "delete-collection-workers",
                "egress-selector-config-file", "emulated-version", "encryption-provider-config",
                "etcd-count-metric-poll-period", "etcd-servers-overrides", "event-ttl",
                "external-hostname", "feature-gates", "goaway-chance", "http2-max-streams-per-connection",
                "kubelet-timeout", "lease-reuse-duration-seconds",
                "livez-grace-period", "log-flush-frequency", "logging-format", "master-service-namespace",
                "min-request-timeout", "oidc-ca-file", "oidc-client-id", "oidc-groups-claim", "oidc-issuer-url",
                "oidc-username-claim", "request-timeout",
                "runtime-config", "service-account-max-token-expiration", "shutdown-delay-duration", "storage-backend",
                "storage-media-type", "tls-cipher-suites", "tls-min-version", "tls-sni-cert-key", "v", "vmodule",
                "watch-cache-sizes");
        flags.ignoredBool("allow-privileged", "contention-profiling", "enable-garbage-collector",
                "enable-priority-and-fairness", "permit-address-sharing",
                "permit-port-sharing", "profiling", "service-account-extend-token-expiration",
                "service-account-lookup", "shutdown-send-retry-after", "watch-cache", "enable-logs-handler");
    }

    public FlagSet flags() {
        return flags;
    }

    /** What the parsed flags say. @throws FlagException for values that mean nothing */
    public ApiServerOptions options() throws FlagException {
        int dash = nodePorts.get().indexOf('-');
        int first = number(dash < 0 ? nodePorts.get() : nodePorts.get().substring(0, dash));
        int last = dash < 0 ? first : number(nodePorts.get().substring(dash + 1));
        return new ApiServerOptions(
                new ApiServerOptions.Serving(true, bindAddress.get(), securePort.get(), path(certFile), path(keyFile),
                        Path.of(certDir.get()), text(advertiseAddress)),
                new ApiServerOptions.Storage(inMemory.get() ? List.of() : etcdServers.get(),
                        inMemory.get() ? Optional.empty() : path(dataDir), etcdPrefix.get(),
                        new ApiServerOptions.ClientTls(path(etcdCa), path(etcdCert), path(etcdKey)),
                        compaction.get()),
                authentication(),
                new ApiServerOptions.ServiceAccounts(issuers.get(), audiences.get(),
                        accountKeys.get().stream().map(Path::of).toList(), path(signingKey)),
                new ApiServerOptions.Access(modes.get(), enable.get(), disable.get(), path(pluginConfigurations),
                        maxReading.get(), maxWriting.get()),
                new ApiServerOptions.Network(serviceRange.get(), first, last, !reconciler.get().equals("none"),
                        new ApiServerOptions.ClientTls(path(kubeletCa), path(kubeletCert), path(kubeletKey)),
                        kubeletAddresses.get(), new ApiServerOptions.Aggregation(path(aggregatorCert),
                                path(aggregatorKey), aggregatorRouting.get(), refuseRedirects.get())));
    }

    private AuthenticationOptions authentication() {
        return new AuthenticationOptions(path(clientCa), path(tokenFile), anonymous.get(), bootstrapTokens.get(),
                path(proxyCa), proxyNames.get(),
                new FrontProxyAuthenticator.Headers(proxyUser.get(), proxyUid.get(), proxyGroup.get(),
                        proxyExtra.get()));
    }

    private int number(String text) throws FlagException {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new FlagException(
                    "--service-node-port-range is " + nodePorts.get() + "; give a range such as 30000-32767");
        }
    }

    private static Optional<String> text(Flag<String> flag) {
        return Optional.of(flag.get()).filter(t -> !t.isEmpty());
    }

    private static Optional<Path> path(Flag<String> flag) {
        return text(flag).map(Path::of);
    }
}
