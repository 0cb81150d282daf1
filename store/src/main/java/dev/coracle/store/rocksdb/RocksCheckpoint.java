package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Named;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend.Positioned;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/** A snapshot of RocksDB's, which keeps files from being deleted, but nobody from writing. It ends when the database is closed. */
final class RocksCheckpoint implements Backend.Checkpoint {

    /** So much is read at once. Whoever takes it may be slow, and the database must not be held open for that long. */
    private static final int ROWS = 1_000;
    private static final long BYTES = 4 << 20;

    private final RocksBackend backend;
    private final Database database;
    private final Snapshot snapshot;

    RocksCheckpoint(RocksBackend backend, Database database) {
        this.backend = backend;
        this.database = database;
        this.snapshot = database.db.getSnapshot();
    }

    @Override
    public void scan(Consumer<Positioned> each) {
        Position next = new Position(0, 0);
        List<Positioned> some;
        do {
            Position from = next;
            some = backend.reading(database, open -> some(open, from));
            some.forEach(each);
            if (!some.isEmpty()) {
                Position last = some.getLast().position();
                next = new Position(last.revision(), last.place() + 1);
            }
        } while (!some.isEmpty());
    }

    private List<Positioned> some(Database open, Position from) throws RocksDBException {
        List<Positioned> found = new ArrayList<>();
        long bytes = 0;
        try (ReadOptions read = new ReadOptions().setFillCache(false).setSnapshot(snapshot);
                RocksIterator rows = open.db.newIterator(open.records, read)) {
            for (rows.seek(RecordCodec.key(from)); rows.isValid() && found.size() < ROWS && bytes < BYTES; rows
                    .next()) {
                byte[] value = rows.value();
                bytes += value.length;
                found.add(new Positioned(RecordCodec.position(ByteBuffer.wrap(rows.key())),
                        RecordCodec.record(ByteBuffer.wrap(value))));
            }
            rows.status();
        }
        return found;
    }

    @Override
    public List<Named> numbers(String prefix) {
        return backend.reading(database, open -> {
            try (ReadOptions read = new ReadOptions().setSnapshot(snapshot)) {
                return RocksBackend.numbers(open, read, prefix);
            }
        });
    }

    @Override
    public void close() {
        backend.ifOpen(database, open -> open.db.releaseSnapshot(snapshot));
    }
}
