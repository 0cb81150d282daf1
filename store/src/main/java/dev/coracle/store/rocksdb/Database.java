package dev.coracle.store.rocksdb;

import dev.coracle.store.rocksdb.files.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB as it is set up for the store, while it is open. Records and notes are written in the order of their positions, so files hardly ever
 * overlap and compaction moves them rather than writes them again; and every record looked for is there, so no filters are kept.
 */
final class Database implements AutoCloseable {

    private static final long WRITE_BUFFER_BYTES = 8 << 20;
    private static final long MAX_LOG_BYTES = 64 << 20;
    /** Writing into a log that was used before changes no sizes and no block lists, so that a sync is one write to the disk, not two or three. */
    private static final int LOGS_USED_AGAIN = 4;

    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final LRUCache cache;
    final RocksDB db;
    final ColumnFamilyHandle records;
    final ColumnFamilyHandle numbers;
    final ColumnFamilyHandle notes;

    private Database(Path folder, Reads reads, boolean readOnly) throws RocksDBException {
        this.cache = new LRUCache(reads.blockBytes());
        this.familyOptions = new ColumnFamilyOptions()
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true).setPinL0FilterAndIndexBlocksInCache(true))
                .setWriteBufferSize(WRITE_BUFFER_BYTES).setMaxWriteBufferNumber(3)
                .setLevelZeroSlowdownWritesTrigger(40).setLevelZeroStopWritesTrigger(60)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        this.options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true)
                // As far as the log can be read; LogCheck has seen to it that nothing acknowledged lies behind.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                // All families are flushed together, so that a log can be used again as soon as the next one begins.
                .setAtomicFlush(true).setRecycleLogFileNum(LOGS_USED_AGAIN).setMaxTotalWalSize(MAX_LOG_BYTES)
                .setMaxBackgroundJobs(2).setKeepLogFileNum(2).setMaxOpenFiles(256)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        List<ColumnFamilyDescriptor> families = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                new ColumnFamilyDescriptor("numbers".getBytes(StandardCharsets.US_ASCII), familyOptions),
                new ColumnFamilyDescriptor("notes".getBytes(StandardCharsets.US_ASCII), familyOptions));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        this.db = readOnly
                ? RocksDB.openReadOnly(options, folder.toString(), families, handles)
                : RocksDB.open(options, folder.toString(), families, handles);
        this.records = handles.get(0);
        this.numbers = handles.get(1);
        this.notes = handles.get(2);
    }

    static Database open(Path folder, Reads reads) throws RocksDBException {
        NativeLibrary.load();
        return new Database(folder, reads, false);
    }

    /** Needs no room on disk. */
    static Database openReadOnly(Path folder, Reads reads) throws RocksDBException {
        NativeLibrary.load();
        return new Database(folder, reads, true);
    }

    /** The number of the oldest log that is needed to open the database as it is. */
    long oldestLog() throws RocksDBException {
        return db.getLongProperty("rocksdb.min-log-number-to-keep");
    }

    /** Bytes that are in memory and in the logs only. */
    long unflushed() throws RocksDBException {
        long bytes = 0;
        for (ColumnFamilyHandle family : families()) {
            bytes += db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
        }
        return bytes;
    }

    /** Writes them to files, and waits for that. */
    void flush() throws RocksDBException {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, families());
        }
    }

    List<ColumnFamilyHandle> families() {
        return List.of(records, numbers, notes);
    }

    BatchBytes batchBytes() {
        return new BatchBytes(records.getID(), notes.getID(), numbers.getID());
    }

    @Override
    public void close() {
        records.close();
        numbers.close();
        notes.close();
        db.close();
        options.close();
        familyOptions.close();
        cache.close();
    }
}
