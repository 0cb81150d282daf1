package dev.coracle.store.etcd;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** etcd as a process: until SIGTERM. */
public final class EtcdMain {

    private EtcdMain() {}

    public static void main(String[] args) throws InterruptedException {
        EtcdFlags flags = new EtcdFlags();
        try {
            switch (flags.flags().parse(List.of(args))) {
                case HELP -> System.out.println(flags.flags().help());
                case VERSION -> System.out.println("etcd Version: " + EmbeddedStore.ETCD_VERSION);
                case RUN -> run(flags);
            }
        } catch (FlagException | IOException | StoreException e) {
            System.err.println("Error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(EtcdFlags flags) throws FlagException, IOException, InterruptedException {
        List<String> unused = flags.flags().ignoredGiven();
        if (!unused.isEmpty()) {
            System.err.println("Warning: no effect here: " + String.join(", ", unused));
        }
        EtcdServer.Options options = flags.options();
        Optional<AutoCompactor.Retention> retention = flags.retention();
        if (Files.exists(flags.dataDir().resolve("member"))) {
            throw new IOException("the data directory " + flags.dataDir()
                    + " is of the original etcd, whose files cannot be read here; name another with --data-dir");
        }
        EmbeddedStore store = EmbeddedStore.open(flags.dataDir(), flags.durability(), SystemClock.instance());
        Closers closers = new Closers();
        closers.add("server", EtcdServer.start(store, options, SystemClock.instance()));
        retention.ifPresent(
                keep -> closers.add("compactor", AutoCompactor.start(store, SystemClock.instance(), keep)));
        System.err.println("{\"level\":\"info\",\"msg\":\"ready to serve client requests\",\"addresses\":\""
                + options.addresses() + "\"}");
        // Not before it runs: a start that fails must not wait for a stop.
        new ProcessLife().runUntilStopped(closers);
    }
}
