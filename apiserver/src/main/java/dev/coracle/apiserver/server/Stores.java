package dev.coracle.apiserver.server;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.remote.EtcdClientStore;
import dev.coracle.store.remote.EtcdClientTls;
import dev.coracle.store.rocksdb.RocksBackend;
import java.io.IOException;

/** Opens the store that the options name. */
final class Stores {

    private Stores() {}

    static KeyValuePort open(ApiServerOptions.Storage options, Clock clock) throws IOException {
        if (!options.etcdServers().isEmpty()) {
            ApiServerOptions.ClientTls tls = options.etcdTls();
            return EtcdClientStore.connect(options.etcdServers(),
                    new EtcdClientTls(tls.caFile(), tls.certFile(), tls.keyFile()), clock);
        }
        if (options.dataDir().isPresent()) {
            try {
                return EmbeddedStore.open(options.dataDir().get(), RocksBackend.Durability.SYNC, clock);
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return EmbeddedStore.inMemory(clock);
    }
}
