package dev.coracle.store.etcd.flags;

import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.flags.FlagSet.Outcome;
import dev.coracle.store.etcd.member.AutoCompactor;
import dev.coracle.store.etcd.flags.ServerOptions.Connections;
import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.http.TlsFiles;
import dev.coracle.store.etcd.request.Limits;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * etcd's flags, as far as one member without peers has a use for them. What the command line does not say, the environment may
 * ({@code ETCD_DATA_DIR} for {@code --data-dir}); a {@code --config-file} stands for both. Source: etcd's configuration.
 */
public final class EtcdFlags {

    private final FlagSet flags = new FlagSet("etcd");
    private final Flag<String> configFile = flags.string("config-file", "",
            "A file in YAML with all settings; other flags and the environment do not count then");
    private final Flag<String> name = flags.string("name", "default", "Human-readable name of this member");
    private final Flag<String> dataDir = flags.string("data-dir", "",
            "Where everything is kept; <name>.etcd if not given");
    private final Flag<String> restore = flags.string("restore-snapshot", "",
            "Make --data-dir out of this snapshot (of this server or of the original), and exit");
    private final Flag<Boolean> unhashed = flags.bool("skip-hash-check", false,
            "Restore a snapshot that has no SHA-256 at its end, such as a copy of an etcd's member/snap/db");
    private final Flag<List<String>> listen = flags.list("listen-client-urls", List.of("http://localhost:2379"),
            "URLs to listen on for clients");
    private final Flag<List<String>> listenHttp = flags.list("listen-client-http-urls", List.of(),
            "URLs to listen on for HTTP pages alone");
    private final Flag<List<String>> listenMetrics = flags.list("listen-metrics-urls", List.of(),
            "URLs to listen on for metrics and health pages alone");
    private final Flag<List<String>> advertise = flags.list("advertise-client-urls", List.of(),
            "URLs that clients are told to use; those listened on if not given");
    private final Flag<Boolean> noFsync = flags.bool("unsafe-no-fsync", false,
            "Answer writes before they are on disk: a crash of the machine loses the last ones");
    private final Flag<Long> quota = flags.longInteger("quota-backend-bytes", 0,
            "Raise the alarm NOSPACE when the store is larger (0 is 2 GiB, less than 0 is never)");
    private final Flag<String> compactionMode = flags.string("auto-compaction-mode", "periodic",
            "periodic or revision");
    private final Flag<String> compactionRetention = flags.string("auto-compaction-retention", "0",
            "What to keep: hours or a duration, or a number of revisions; 0 keeps everything");
    private final Flag<Duration> progress = flags.duration("watch-progress-notify-interval", Duration.ofMinutes(10),
            "How often watches that ask for it are told that nothing happened");
    private final Flag<Duration> oldProgress = flags.duration("experimental-watch-progress-notify-interval",
            Duration.ofMinutes(10), "The former name of --watch-progress-notify-interval");
    private final Flag<Integer> requestBytes = flags.integer("max-request-bytes", Limits.DEFAULT.requestBytes(),
            "The most bytes of a request that writes");
    private final Flag<Integer> txnOps = flags.integer("max-txn-ops", Limits.DEFAULT.txnOperations(),
            "The most operations of a transaction");
    private final Flag<String> streams = flags.string("max-concurrent-streams", "4294967295",
            "How many calls a connection may have at once");
    private final Flag<Duration> keepAliveMin = flags.duration("grpc-keepalive-min-time",
            Connections.DEFAULT.keepAliveMin(), "Clients that ping more often are cut off");
    private final Flag<Duration> keepAliveEvery = flags.duration("grpc-keepalive-interval",
            Connections.DEFAULT.keepAliveEvery(), "How often silent clients are pinged");
    private final Flag<Duration> keepAliveWithin = flags.duration("grpc-keepalive-timeout",
            Connections.DEFAULT.keepAliveWithin(), "How long the answer to a ping may take");
    private final TlsFlags tls = new TlsFlags(flags);

    public EtcdFlags() {
        IgnoredFlags.declare(flags);
    }

    /**
     * Reads the command line, and what it leaves open from the environment, or all of it from a file.
     *
     * @throws FlagException for what cannot be understood, naming it
     */
    public Outcome parse(List<String> arguments, Map<String, String> environment) throws FlagException {
        Outcome outcome = flags.parse(arguments);
        if (outcome != Outcome.RUN) {
            return outcome;
        }
        if (!flags.arguments().isEmpty()) {
            throw new FlagException("\"" + flags.arguments().getFirst() + "\" is not a valid flag");
        }
        String file = configFile.given() ? configFile.get() : environment.getOrDefault("ETCD_CONFIG_FILE", "");
        if (!file.isEmpty()) {
            return flags.parse(ConfigFile.arguments(Path.of(file), flags.names()));
        }
        return flags.parse(EnvironmentSettings.arguments(environment, flags));
    }

    public String help() {
        return flags.help();
    }

    /** The flags given that mean nothing here, for one warning. */
    public List<String> ignoredGiven() {
        return flags.ignoredGiven();
    }

    public Path dataDir() {
        return Path.of(dataDir.get().isEmpty() ? name.get() + ".etcd" : dataDir.get());
    }

    /** The snapshot to restore, if that is all there is to do. */
    public Optional<Path> restore() {
        return restore.get().isEmpty() ? Optional.empty() : Optional.of(Path.of(restore.get()));
    }

    /** Whether to restore a snapshot whatever its hash. */
    public boolean unhashed() {
        return unhashed.get();
    }

    public Durability durability() {
        return noFsync.get() ? Durability.ASYNC : Durability.SYNC;
    }

    public Optional<AutoCompactor.Retention> retention() throws FlagException {
        return AutoCompactor.parse(compactionMode.get(), compactionRetention.get());
    }

    /** Makes a certificate with {@code --auto-tls}, if there is none yet. */
    public ServerOptions options() throws FlagException {
        List<Listener> listeners = new ArrayList<>(ListenUrls.parse("listen-client-urls", listen.get(), true));
        if (listeners.isEmpty()) {
            throw new FlagException("--listen-client-urls names no URL");
        }
        listeners.addAll(ListenUrls.parse("listen-client-http-urls", listenHttp.get(), false));
        listeners.addAll(ListenUrls.parse("listen-metrics-urls", listenMetrics.get(), false));
        boolean secure = listeners.stream().anyMatch(Listener::secure);
        Optional<TlsFiles> files = tls.files(dataDir(), secure, listeners);
        List<String> told = advertise.get().stream().filter(url -> !url.isEmpty()).toList();
        return new ServerOptions(name.get(), listeners, files, told.isEmpty() ? listen.get() : told,
                new Limits(atLeast(requestBytes, 1), atLeast(txnOps, 1)), quota.get(),
                progress.given() ? progress.get() : oldProgress.get(), connections());
    }

    private Connections connections() throws FlagException {
        long most = number("max-concurrent-streams", streams.get());
        if (most <= 0) {
            throw new FlagException("--max-concurrent-streams must be greater than 0");
        }
        return new Connections((int) Math.min(most, Integer.MAX_VALUE), keepAliveMin.get(), keepAliveEvery.get(),
                keepAliveWithin.get());
    }

    private static int atLeast(Flag<Integer> flag, int least) throws FlagException {
        if (flag.get() < least) {
            throw new FlagException("--" + flag.name() + " must be at least " + least);
        }
        return flag.get();
    }

    private static long number(String flag, String text) throws FlagException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FlagException("invalid argument \"" + text + "\" for \"--" + flag + "\" flag");
        }
    }
}
