package dev.coracle.store.etcd.flags;

import dev.coracle.base.flags.FlagSet;

/** Flags of etcd 3.4 to 3.7 that mean nothing for one member without peers on another engine; each is accepted with one line. */
final class IgnoredFlags {

    private IgnoredFlags() {}

    static void declare(FlagSet flags) {
        peers(flags);
        engine(flags);
        logsAndTraces(flags);
        flags.ignored("cors", "host-whitelist", "auth-token", "bcrypt-cost", "auth-token-ttl", "client-cert-file",
                "client-key-file", "self-signed-cert-validity", "proxy", "v2-deprecation", "feature-gates",
                "experimental-max-learners", "max-learners");
        flags.ignoredBool("enable-v2", "enable-pprof", "enable-grpc-gateway", "socket-reuse-port",
                "socket-reuse-address");
    }

    private static void peers(FlagSet flags) {
        flags.ignored("listen-peer-urls", "initial-advertise-peer-urls", "initial-cluster", "initial-cluster-state",
                "initial-cluster-token", "heartbeat-interval", "election-timeout", "peer-trusted-ca-file",
                "peer-cert-file", "peer-key-file", "peer-client-cert-file", "peer-client-key-file",
                "peer-cert-allowed-cn", "peer-cert-allowed-hostname", "peer-crl-file", "raft-read-timeout",
                "raft-write-timeout", "discovery", "discovery-cacert", "discovery-cert", "discovery-dial-timeout",
                "discovery-endpoints", "discovery-fallback", "discovery-keepalive-time",
                "discovery-keepalive-timeout", "discovery-key", "discovery-password", "discovery-proxy",
                "discovery-request-timeout", "discovery-srv", "discovery-srv-name", "discovery-token",
                "discovery-user", "downgrade-check-time", "experimental-downgrade-check-time");
        flags.ignoredBool("peer-client-cert-auth", "peer-auto-tls", "peer-skip-client-san-verification", "pre-vote",
                "strict-reconfig-check", "force-new-cluster", "initial-election-tick-advance",
                "discovery-insecure-skip-tls-verify", "discovery-insecure-transport",
                "experimental-peer-skip-client-san-verification");
    }

    private static void engine(FlagSet flags) {
        flags.ignored("wal-dir", "snapshot-count", "max-snapshots", "max-wals", "backend-batch-interval",
                "backend-batch-limit", "backend-bbolt-freelist-type", "experimental-backend-bbolt-freelist-type",
                "bootstrap-defrag-threshold-megabytes", "experimental-bootstrap-defrag-threshold-megabytes",
                "compaction-batch-limit", "experimental-compaction-batch-limit", "compaction-sleep-interval",
                "experimental-compaction-sleep-interval", "corrupt-check-time", "experimental-corrupt-check-time",
                "compact-hash-check-time", "experimental-compact-hash-check-time", "snapshot-catchup-entries",
                "experimental-snapshot-catchup-entries", "unsafe-skip-backup-verify");
        flags.ignoredBool("memory-mlock", "experimental-memory-mlock", "experimental-initial-corrupt-check",
                "experimental-compact-hash-check-enabled", "experimental-txn-mode-write-with-shared-buffer",
                "experimental-enable-lease-checkpoint", "experimental-enable-lease-checkpoint-persist",
                "experimental-stop-grpc-service-on-defrag");
    }

    private static void logsAndTraces(FlagSet flags) {
        flags.ignored("log-level", "log-format", "logger", "log-outputs", "log-rotation-config-json", "metrics",
                "warning-apply-duration", "experimental-warning-apply-duration", "warning-unary-request-duration",
                "experimental-warning-unary-request-duration", "distributed-tracing-address",
                "distributed-tracing-instance-id", "distributed-tracing-sampling-rate",
                "distributed-tracing-service-name", "experimental-distributed-tracing-address",
                "experimental-distributed-tracing-instance-id", "experimental-distributed-tracing-sampling-rate",
                "experimental-distributed-tracing-service-name");
        flags.ignoredBool("debug", "enable-log-rotation", "enable-distributed-tracing",
                "experimental-enable-distributed-tracing");
    }
}
