package dev.coracle.store.etcd;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.flags.EtcdFlags;
import dev.coracle.store.etcd.flags.ServerOptions;
import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.member.AutoCompactor;
import dev.coracle.store.etcd.snapshot.SnapshotFile;
import dev.coracle.store.etcd.snapshot.SnapshotRestore;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** etcd as a process: until SIGTERM, or until a snapshot is restored. */
public final class EtcdMain {

    private EtcdMain() {}

    public static void main(String[] args) throws InterruptedException {
        EtcdFlags flags = new EtcdFlags();
        try {
            switch (flags.parse(List.of(args), System.getenv())) {
                case HELP -> System.out.println(flags.help());
                case VERSION -> System.out.println("etcd Version: " + EmbeddedStore.ETCD_VERSION);
                case RUN -> {
                    if (flags.restore().isPresent()) {
                        restore(flags.restore().get(), flags);
                    } else {
                        run(flags);
                    }
                }
            }
        } catch (FlagException | IOException | StoreException e) {
            System.err.println("Error: " + StartFailure.text(e));
            System.exit(1);
        }
    }

    private static void restore(Path snapshot, EtcdFlags flags) throws IOException {
        try (SnapshotFile file = SnapshotFile.open(snapshot, flags.unhashed())) {
            SnapshotRestore.Result result = SnapshotRestore.restore(file, flags.dataDir());
            System.out.println("restored " + snapshot + " to " + flags.dataDir() + ": revision " + result.revision()
                    + ", compacted up to " + result.compacted() + ", " + result.records() + " records, "
                    + result.leases() + " leases");
            if (result.hadUsers()) {
                System.err.println("Warning: the original asked its clients who they are; this server does not. Users, "
                        + "roles and permissions were left out");
            }
        }
    }

    private static void run(EtcdFlags flags) throws FlagException, IOException, InterruptedException {
        List<String> unused = flags.ignoredGiven();
        if (!unused.isEmpty()) {
            System.err.println("Warning: no effect here: " + String.join(", ", unused));
        }
        Optional<AutoCompactor.Retention> retention = flags.retention();
        Path folder = flags.dataDir();
        if (Files.exists(folder.resolve("member"))) {
            throw new IOException("the data directory " + folder + " is of the original etcd, whose files are not used "
                    + "as they are; name another with --data-dir, and bring the data there by --restore-snapshot="
                    + folder.resolve("member/snap/db") + " --skip-hash-check while the original is stopped");
        }
        ServerOptions options = flags.options();
        EmbeddedStore store = EmbeddedStore.open(folder, flags.durability(), SystemClock.instance());
        Closers closers = new Closers();
        closers.add("server", EtcdServer.start(store, options, SystemClock.instance()));
        retention.ifPresent(
                keep -> closers.add("compactor", AutoCompactor.start(store, SystemClock.instance(), keep)));
        System.err.println("{\"level\":\"info\",\"msg\":\"ready to serve client requests\",\"addresses\":\""
                + options.listeners().stream().map(Listener::toString).toList() + "\"}");
        // Not before it runs: a start that fails must not wait for a stop.
        new ProcessLife().runUntilStopped(closers);
    }
}
