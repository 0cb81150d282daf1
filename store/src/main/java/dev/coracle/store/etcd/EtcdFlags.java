package dev.coracle.store.etcd;

import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** etcd's flags, as far as one member without peers has a use for them. */
final class EtcdFlags {

    private final FlagSet flags = new FlagSet("etcd");
    private final Flag<String> name = flags.string("name", "default", "Human-readable name of this member");
    private final Flag<String> dataDir = flags.string("data-dir", "",
            "Where everything is kept; <name>.etcd if not given");
    private final Flag<List<String>> listen = flags.list("listen-client-urls", List.of("http://localhost:2379"),
            "URLs to listen on for clients");
    private final Flag<List<String>> advertise = flags.list("advertise-client-urls", List.of(),
            "URLs that clients are told to use; those listened on if not given");
    private final Flag<Boolean> noFsync = flags.bool("unsafe-no-fsync", false,
            "Answer writes before they are on disk: a crash of the machine loses the last ones");
    private final Flag<String> quota = flags.string("quota-backend-bytes", "0",
            "Take no more writes when the store is larger (0 is 2 GiB)");
    private final Flag<String> compactionMode = flags.string("auto-compaction-mode", "periodic",
            "periodic or revision");
    private final Flag<String> compactionRetention = flags.string("auto-compaction-retention", "0",
            "What to keep: hours or a duration, or a number of revisions; 0 keeps everything");
    private final Flag<Duration> progress = flags.duration("watch-progress-notify-interval", Duration.ofMinutes(10),
            "How often watches that ask for it are told that nothing happened");
    private final Flag<Duration> oldProgress = flags.duration("experimental-watch-progress-notify-interval",
            Duration.ofMinutes(10), "The former name of --watch-progress-notify-interval");
    private final Flag<String> certFile = flags.string("cert-file", "", "Not supported: clients speak plain http");
    private final Flag<String> keyFile = flags.string("key-file", "", "Not supported: clients speak plain http");

    EtcdFlags() {
        flags.ignored("bootstrap-defrag-threshold-megabytes", "client-cert-allowed-hostname", "client-cert-file",
                "client-crl-file", "client-key-file", "compact-hash-check-time", "compaction-batch-limit",
                "compaction-sleep-interval", "corrupt-check-time", "discovery", "discovery-cacert", "discovery-cert",
                "discovery-dial-timeout", "discovery-endpoints", "discovery-fallback", "discovery-keepalive-time",
                "discovery-keepalive-timeout", "discovery-key", "discovery-password", "discovery-proxy",
                "discovery-request-timeout", "discovery-srv-name", "discovery-token", "discovery-user",
                "distributed-tracing-address", "distributed-tracing-instance-id", "distributed-tracing-sampling-rate",
                "distributed-tracing-service-name", "downgrade-check-time", "listen-client-http-urls",
                "log-rotation-config-json", "max-learners", "peer-cert-allowed-cn", "peer-cert-allowed-hostname",
                "peer-crl-file", "raft-read-timeout", "raft-write-timeout", "self-signed-cert-validity",
                "snapshot-catchup-entries", "v2-deprecation", "warning-apply-duration",
                "warning-unary-request-duration",
                "wal-dir", "listen-peer-urls", "initial-advertise-peer-urls", "initial-cluster",
                "initial-cluster-state", "initial-cluster-token", "snapshot-count", "heartbeat-interval",
                "election-timeout", "max-snapshots", "max-wals", "max-request-bytes", "max-txn-ops",
                "max-concurrent-streams", "log-level", "log-format", "logger", "log-outputs", "metrics",
                "listen-metrics-urls", "backend-batch-interval", "backend-batch-limit", "backend-bbolt-freelist-type",
                "grpc-keepalive-min-time", "grpc-keepalive-interval", "grpc-keepalive-timeout", "cors",
                "host-whitelist", "trusted-ca-file", "peer-trusted-ca-file", "peer-cert-file", "peer-key-file",
                "peer-client-cert-file", "peer-client-key-file", "cipher-suites", "tls-min-version",
                "tls-max-version", "auth-token", "bcrypt-cost", "auth-token-ttl", "discovery-srv",
                "experimental-compaction-batch-limit", "experimental-corrupt-check-time",
                "experimental-warning-apply-duration", "feature-gates", "unsafe-skip-backup-verify");
        flags.ignoredBool("discovery-insecure-skip-tls-verify", "discovery-insecure-transport",
                "enable-distributed-tracing", "enable-log-rotation", "memory-mlock",
                "peer-skip-client-san-verification",
                "client-cert-auth", "peer-client-cert-auth", "auto-tls", "peer-auto-tls", "enable-v2",
                "enable-pprof", "enable-grpc-gateway", "pre-vote", "strict-reconfig-check", "force-new-cluster",
                "initial-election-tick-advance", "socket-reuse-port", "socket-reuse-address",
                "experimental-initial-corrupt-check", "experimental-enable-distributed-tracing");
    }

    FlagSet flags() {
        return flags;
    }

    Path dataDir() {
        return Path.of(dataDir.get().isEmpty() ? name.get() + ".etcd" : dataDir.get());
    }

    Durability durability() {
        return noFsync.get() ? Durability.ASYNC : Durability.SYNC;
    }

    Optional<AutoCompactor.Retention> retention() throws FlagException {
        return AutoCompactor.parse(compactionMode.get(), compactionRetention.get());
    }

    EtcdServer.Options options() throws FlagException {
        if (certFile.given() || keyFile.given()) {
            throw new FlagException("--cert-file and --key-file are not supported: clients speak plain http here; "
                    + "keep the URLs on the loopback interface");
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String url : listen.get()) {
            addresses.add(address(url));
        }
        if (addresses.isEmpty()) {
            throw new FlagException("--listen-client-urls names no URL");
        }
        List<String> told = advertise.get().stream().filter(url -> !url.isEmpty()).toList();
        return new EtcdServer.Options(name.get(), addresses, told.isEmpty() ? listen.get() : told, quota(),
                progress.given() ? progress.get() : oldProgress.get());
    }

    private long quota() throws FlagException {
        try {
            return Long.parseLong(quota.get());
        } catch (NumberFormatException e) {
            throw new FlagException("invalid argument \"" + quota.get() + "\" for \"--quota-backend-bytes\" flag");
        }
    }

    private static InetSocketAddress address(String url) throws FlagException {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            if ("http".equals(uri.getScheme()) && host != null && uri.getPort() >= 0) {
                String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                return new InetSocketAddress(plain, uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            throw new FlagException("--listen-client-urls \"" + url + "\": " + e.getMessage());
        }
        throw new FlagException("--listen-client-urls \"" + url + "\": only http://host:port can be listened on");
    }
}
