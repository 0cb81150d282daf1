package dev.coracle.apiserver.server;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.tracing.EtcdSpans;
import dev.coracle.base.clock.Clock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.remote.EtcdClientStore;
import dev.coracle.store.remote.EtcdClientTls;
import dev.coracle.store.rocksdb.Reads;
import dev.coracle.store.rocksdb.RocksBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens the store that the options name. */
final class Stores {

    private static final long ETCD_WAIT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private Stores() {}

    static KeyValuePort open(ApiServerOptions.Storage options, Clock clock) throws IOException {
        if (!options.etcdServers().isEmpty()) {
            ApiServerOptions.ClientTls tls = options.etcdTls();
            return reached(EtcdClientStore.connect(options.etcdServers(),
                    new EtcdClientTls(tls.caFile(), tls.certFile(), tls.keyFile()), List.of(new EtcdSpans()), clock),
                    options, clock);
        }
        try {
            return embedded(options, clock);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static KeyValuePort embedded(ApiServerOptions.Storage options, Clock clock) {
        if (options.dataDir().isPresent()) {
            return EmbeddedStore.open(options.dataDir().get(), RocksBackend.Durability.SYNC, Reads.ONCE, clock);
        }
        Optional<Path> checkpoint = options.past().restoreFrom();
        return checkpoint.isPresent()
                ? EmbeddedStore.inMemory(checkpoint.get(), clock)
                : EmbeddedStore.inMemory(clock);
    }

    /** Waits for the servers as long as kube-apiserver does: they may be started at the same time. */
    private static KeyValuePort reached(KeyValuePort store, ApiServerOptions.Storage options, Clock clock)
            throws IOException {
        long begun = clock.nanoTime();
        while (true) {
            try {
                store.status();
                return store;
            } catch (StoreException e) {
                if (Thread.currentThread().isInterrupted() || clock.nanoTime() - begun > ETCD_WAIT_NANOS) {
                    store.close();
                    throw new IOException("none of the --etcd-servers " + options.etcdServers() + " answers: "
                            + e.getMessage(), e);
                }
            }
        }
    }
}
