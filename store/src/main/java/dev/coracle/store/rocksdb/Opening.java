package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import dev.coracle.store.rocksdb.files.DataFolder;
import dev.coracle.store.rocksdb.files.LogCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What is done between finding a data folder and using it: its logs are looked through, its files checked, an older format brought up. */
final class Opening {

    /** Files of no more than this are read and checked before they are used; of more, each block is checked when it is read. */
    private static final long CHECKED_BYTES = 128 << 20;
    /** The first format had no notes. */
    private static final int WITHOUT_NOTES = 1;
    private static final int UPGRADE_BATCH = 10_000;

    private Opening() {}

    static Database open(DataFolder folder, Reads reads) throws RocksDBException, IOException {
        LogCheck.check(folder.database());
        Database database = Database.open(folder.database(), reads);
        try {
            if (folder.bytes() <= CHECKED_BYTES) {
                database.db.verifyChecksum();
            }
            if (folder.format() == WITHOUT_NOTES) {
                writeNotes(database);
            }
            folder.setFormat();
            return database;
        } catch (RocksDBException | IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void writeNotes(Database database) throws RocksDBException {
        BatchBytes bytes = database.batchBytes();
        List<Change> some = new ArrayList<>();
        try (ReadOptions read = new ReadOptions().setFillCache(false);
                RocksIterator rows = database.db.newIterator(database.records, read)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                Position position = RecordCodec.position(java.nio.ByteBuffer.wrap(rows.key()));
                Record record = RecordCodec.record(java.nio.ByteBuffer.wrap(rows.value()));
                some.add(new Change.Add(position, record));
                if (some.size() == UPGRADE_BATCH) {
                    write(database, bytes, some);
                }
            }
            rows.status();
        }
        write(database, bytes, some);
    }

    private static void write(Database database, BatchBytes bytes, List<Change> some) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch(bytes.of(some));
                WriteOptions synced = new WriteOptions().setSync(true)) {
            database.db.write(synced, batch);
        }
        some.clear();
    }
}
