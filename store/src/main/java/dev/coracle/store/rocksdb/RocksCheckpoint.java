package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Named;
import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/** A snapshot of RocksDB's, which keeps files from being deleted, but nobody from writing. */
final class RocksCheckpoint implements Backend.Checkpoint {

    private final RocksBackend backend;
    private final RocksDB db;
    private final Lock inUse;
    private final Snapshot snapshot;

    /** @param inUse held while the engine is read, so that it is not closed meanwhile */
    RocksCheckpoint(RocksBackend backend, RocksDB db, Lock inUse) {
        this.backend = backend;
        this.db = db;
        this.inUse = inUse;
        this.snapshot = whileOpen(db::getSnapshot);
    }

    private <T> T whileOpen(Supplier<T> work) {
        inUse.lock();
        try {
            if (backend.isClosed()) {
                throw new StoreException.Unavailable("the store is closed");
            }
            return work.get();
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void scan(Consumer<Positioned> each) {
        whileOpen(() -> {
            try (ReadOptions read = new ReadOptions().setFillCache(false).setSnapshot(snapshot)) {
                backend.scan(0, read, each);
                return true;
            }
        });
    }

    @Override
    public List<Named> numbers(String prefix) {
        return whileOpen(() -> {
            try (ReadOptions read = new ReadOptions().setSnapshot(snapshot)) {
                return backend.numbers(prefix, read);
            }
        });
    }

    @Override
    public void close() {
        inUse.lock();
        try {
            if (!backend.isClosed()) {
                db.releaseSnapshot(snapshot);
            }
        } finally {
            inUse.unlock();
        }
    }
}
