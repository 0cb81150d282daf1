package dev.coracle.apiserver.server.options;

import com.google.re2j.Pattern;
import dev.coracle.apiserver.audit.backend.AuditSettings;
import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authorization.webhook.AuthorizationOptions;
import dev.coracle.apiserver.browser.CrossOrigin;
import dev.coracle.apiserver.browser.StrictTransport;
import dev.coracle.apiserver.http.Protocols;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.verb.read.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an API server is to be like; a command line says it in flags.
 *
 * @param serviceRanges {@code --service-cluster-ip-range}
 */
public record ApiServerOptions(Serving serving, Storage storage, AuthenticationOptions authentication,
        ServiceAccounts serviceAccounts, Access access, Network network, Operation operation) {

    /**
     * Where and as whom to listen.
     *
     * @param enabled  false for an API server that is only reached in memory
     * @param certDir  where a self-signed certificate is kept when no files are given
     * @param port     0 for any free one
     * @param named    certificates for clients that ask for some names
     */
    public record Serving(boolean enabled, String bindAddress, int port, Optional<Path> certFile,
            Optional<Path> keyFile,
            Path certDir, Optional<String> advertiseAddress, List<NamedFiles> named, Protocols protocols,
            Browsers browsers) {

        /** With the usual protocols. */
        public Serving(boolean enabled, String bindAddress, int port, Optional<Path> certFile, Optional<Path> keyFile,
                Path certDir, Optional<String> advertiseAddress) {
            this(enabled, bindAddress, port, certFile, keyFile, certDir, advertiseAddress, List.of(),
                    Protocols.USUAL, Browsers.NONE);
        }
    }

    /** A serving certificate for some names. @param names those of the certificate itself when empty */
    public record NamedFiles(Path certificate, Path key, List<String> names) {}

    /**
     * What browsers are told.
     *
     * @param origins   whose pages may use this server
     * @param transport directives about coming by TLS only
     */
    public record Browsers(List<Pattern> origins, List<String> transport) {
        public static final Browsers NONE = new Browsers(List.of(), List.of());

        /** What answers to browsers and others, out of what answers. */
        public Handler around(Handler handler) {
            Handler told = origins.isEmpty() ? handler : new CrossOrigin(origins, handler);
            return transport.isEmpty() ? told : new StrictTransport(transport, told);
        }
    }

    /**
     * Where objects are kept: in etcd servers if there are any, else in a directory if there is one, else on the heap.
     *
     * @param prefix          of all keys, such as {@code /registry}
     * @param compactInterval how often the store forgets what is older than this; zero for never
     * @param eventLife       how long Events are kept; zero for ever
     */
    public record Storage(List<String> etcdServers, Optional<Path> dataDir, String prefix, ClientTls etcdTls,
            Duration compactInterval, Duration eventLife, Past past) {

        /** As upstream's. */
        public static final Duration COMPACT_INTERVAL = Duration.ofMinutes(5);
        /** As upstream's. */
        public static final Duration EVENT_LIFE = Duration.ofHours(1);
    }

    /**
     * The past of a store of the server's own.
     *
     * @param checkpointDir below which checkpoints are written and read, if they are
     * @param restoreFrom   the checkpoint that a store on the heap begins with
     * @param retention     how long the store keeps what was overwritten or deleted; no less than the interval of compaction
     * @param revisions     how many revisions it keeps at the most beyond that interval
     * @param bytes         how many bytes of them at the most, whatever their age; empty for what is usual ({@link dev.coracle.apiserver.timeline.PastRoom#usual})
     */
    public record Past(Optional<Path> checkpointDir, Optional<Path> restoreFrom, Duration retention, long revisions,
            OptionalLong bytes) {
        public static final Past DEFAULT = new Past(Optional.empty(), Optional.empty(), Duration.ofHours(1), 100_000,
                OptionalLong.empty());
    }

    /** As whom to speak to etcd servers or kubelets, and whose certificates to trust; without a CA, kubelets are trusted as they come. */
    public record ClientTls(Optional<Path> caFile, Optional<Path> certFile, Optional<Path> keyFile) {
        public static final ClientTls NONE = new ClientTls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Whose tokens are accepted and made.
     *
     * @param jwksUri where others find the keys; empty for this server's own address
     */
    public record ServiceAccounts(List<String> issuers, List<String> apiAudiences, List<Path> keyFiles,
            Optional<Path> signingKeyFile, ServiceAccountTokens.Policy policy, Optional<String> jwksUri) {

        /** With the usual policy. */
        public ServiceAccounts(List<String> issuers, List<String> apiAudiences, List<Path> keyFiles,
                Optional<Path> signingKeyFile) {
            this(issuers, apiAudiences, keyFiles, signingKeyFile, ServiceAccountTokens.Policy.DEFAULT,
                    Optional.empty());
        }
    }

    /**
     * Who may do what, and how much at a time.
     *
     * @param pluginConfigurations an AdmissionConfiguration, if there is one
     */
    public record Access(AuthorizationOptions authorization, List<String> enablePlugins, List<String> disablePlugins,
            Optional<Path> pluginConfigurations, InFlightLimits inFlight, RuntimeConfig runtimeConfig,
            FeatureGates features, Pods pods) {

        /** @param authorizationModes {@code --authorization-mode}, without webhooks */
        public Access(List<String> authorizationModes, List<String> enablePlugins, List<String> disablePlugins,
                int maxReading, int maxWriting) {
            this(AuthorizationOptions.of(authorizationModes), enablePlugins, disablePlugins, Optional.empty(),
                    new InFlightLimits(maxReading, maxWriting, true), RuntimeConfig.DEFAULT, FeatureGates.DEFAULT,
                    Pods.USUAL);
        }

        public Access withFeatures(FeatureGates newFeatures) {
            return new Access(authorization, enablePlugins, disablePlugins, pluginConfigurations, inFlight,
                    runtimeConfig, newFeatures, pods);
        }

        public Access withRuntimeConfig(RuntimeConfig newRuntimeConfig) {
            return new Access(authorization, enablePlugins, disablePlugins, pluginConfigurations, inFlight,
                    newRuntimeConfig, features, pods);
        }

        public Access withPods(Pods newPods) {
            return new Access(authorization, enablePlugins, disablePlugins, pluginConfigurations, inFlight,
                    runtimeConfig, features, newPods);
        }
    }

    /**
     * Which pods are taken, and what they are given.
     *
     * @param privileged         whether they may have privileged containers
     * @param notReadySeconds    how long pods that don't say it stay on a node that is not ready
     * @param unreachableSeconds and on one that is unreachable
     */
    public record Pods(boolean privileged, long notReadySeconds, long unreachableSeconds) {
        /** What launchers of kube-apiserver ask for: privileged containers are allowed. Else upstream's defaults. */
        public static final Pods USUAL = new Pods(true, 300, 300);
    }

    /**
     * How many requests go on at a time.
     *
     * @param reading  together with writing the seats that are divided if fairness is on; 0 for no bound
     * @param fairness whether FlowSchemas decide who goes on when there is much to do
     */
    public record InFlightLimits(int reading, int writing, boolean fairness) {}

    /**
     * Addresses and ports that services get, and the way to kubelets.
     *
     * @param reconcileEndpoints  whether the server enters itself as an endpoint of its service
     * @param kubeletAddressTypes which of a node's addresses to use, the best first
     */
    public record Network(List<String> serviceRanges, int firstNodePort, int lastNodePort,
            boolean reconcileEndpoints, ClientTls kubelets, List<String> kubeletAddressTypes, Aggregation aggregation) {

        /** Upstream's order. */
        public static final List<String> ADDRESS_TYPES = List.of("Hostname", "InternalDNS", "InternalIP", "ExternalDNS",
                "ExternalIP");
    }

    /**
     * The way to extension servers.
     *
     * @param proxyCertFile    by which they know this server
     * @param endpoints        whether at a service's endpoints instead of its address
     * @param refusesRedirects whether their redirects end here
     */
    public record Aggregation(Optional<Path> proxyCertFile, Optional<Path> proxyKeyFile, boolean endpoints,
            boolean refusesRedirects) {
        /** Upstream's defaults. */
        public static final Aggregation NONE = new Aggregation(Optional.empty(), Optional.empty(), false, true);
    }

    /**
     * What is for those who run it.
     *
     * @param encryption an EncryptionConfiguration, if objects are to be encrypted
     * @param profiling  whether {@code /debug/pprof} answers
     * @param tracing    a TracingConfiguration, if traces are asked for
     * @param flags      as they are shown at {@code /flagz}
     */
    public record Operation(AuditSettings audit, Optional<Encryption> encryption, Timing timing, boolean profiling,
            Optional<Path> tracing, Map<String, String> flags) {
        /** Upstream's defaults. */
        public static final Operation DEFAULT = new Operation(AuditSettings.NONE, Optional.empty(), Timing.DEFAULT,
                true, Optional.empty(), Map.of());

        public Operation withAudit(AuditSettings newAudit) {
            return new Operation(newAudit, encryption, timing, profiling, tracing, flags);
        }

        public Operation withEncryption(Encryption newEncryption) {
            return new Operation(audit, Optional.of(newEncryption), timing, profiling, tracing, flags);
        }

        public Operation withTiming(Timing newTiming) {
            return new Operation(audit, encryption, newTiming, profiling, tracing, flags);
        }

        public Operation withTracing(Path file) {
            return new Operation(audit, encryption, timing, profiling, Optional.of(file), flags);
        }
    }

    /**
     * How long things take at most, and how the server ends.
     *
     * @param request       a request, at most; zero for no bound. Also how long requests under way are waited for at the end
     * @param watch         a watch, at least
     * @param goAwayChance  how likely it is that a request over HTTP/2 is its connection's last
     * @param shutdownDelay how long the server goes on after it was told to end, and says at {@code /readyz} that it will
     * @param sendAway      whether new requests are sent away while those under way are waited for, instead of not taken
     * @param watchEnding   within which time watches are ended, one after another; zero for all at once
     * @param liveGrace     from its start on, how long {@code /livez} does not mind post-start hooks that have not ended
     */
    public record Timing(Duration request, Duration watch, double goAwayChance, Duration shutdownDelay,
            boolean sendAway, Duration watchEnding, Duration liveGrace) {
        /** Upstream's defaults. */
        public static final Timing DEFAULT = new Timing(Duration.ofMinutes(1), Watch.SHORTEST, 0, Duration.ZERO, false,
                Duration.ZERO, Duration.ZERO);
    }

    /** @param follow whether changes of the file count at once */
    public record Encryption(Path file, boolean follow) {}

    /** A server for tests: on the heap, reached in memory only, everybody may do everything. */
    public static ApiServerOptions inMemory() {
        return new ApiServerOptions(
                new Serving(false, "127.0.0.1", 0, Optional.empty(), Optional.empty(), Path.of("."), Optional.empty()),
                new Storage(List.of(), Optional.empty(), "/registry", ClientTls.NONE,
                        Storage.COMPACT_INTERVAL, Storage.EVENT_LIFE, Past.DEFAULT),
                AuthenticationOptions.NONE,
                new ServiceAccounts(List.of("https://kubernetes.default.svc"), List.of(), List.of(), Optional.empty()),
                new Access(List.of("AlwaysAllow"), List.of(), List.of("ServiceAccount"), 0, 0),
                new Network(List.of("10.96.0.0/16"), 30000, 32767, false, ClientTls.NONE,
                        Network.ADDRESS_TYPES, Aggregation.NONE),
                Operation.DEFAULT);
    }

    public ApiServerOptions withFeatures(FeatureGates features) {
        return withAccess(access.withFeatures(features));
    }

    public ApiServerOptions withServing(Serving newServing) {
        return new ApiServerOptions(newServing, storage, authentication, serviceAccounts, access, network, operation);
    }

    public ApiServerOptions withPast(Past past) {
        return new ApiServerOptions(serving, new Storage(storage.etcdServers, storage.dataDir, storage.prefix,
                storage.etcdTls, storage.compactInterval, storage.eventLife, past), authentication, serviceAccounts,
                access, network,
                operation);
    }

    public ApiServerOptions withAuthentication(AuthenticationOptions newAuthentication) {
        return new ApiServerOptions(serving, storage, newAuthentication, serviceAccounts, access, network, operation);
    }

    public ApiServerOptions withServiceAccounts(ServiceAccounts newServiceAccounts) {
        return new ApiServerOptions(serving, storage, authentication, newServiceAccounts, access, network, operation);
    }

    public ApiServerOptions withNetwork(Network newNetwork) {
        return new ApiServerOptions(serving, storage, authentication, serviceAccounts, access, newNetwork, operation);
    }

    public ApiServerOptions withAccess(Access newAccess) {
        return new ApiServerOptions(serving, storage, authentication, serviceAccounts, newAccess, network, operation);
    }

    public ApiServerOptions withOperation(Operation newOperation) {
        return new ApiServerOptions(serving, storage, authentication, serviceAccounts, access, network, newOperation);
    }
}
