package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Records in RocksDB: one column family of records by position, one of numbers. A commit is one write batch with one sync of the log, so that
 * after a crash either all of it is there or nothing.
 */
public final class RocksBackend implements Backend {

    /** Whether a commit waits for the disk. */
    public enum Durability {
        /** It does: what was acknowledged survives a crash of the machine. */
        SYNC,
        /** It does not: a crash of the process loses nothing, a crash of the machine the last moments. For clusters made to be thrown away. */
        ASYNC
    }

    private static final long CACHE_BYTES = 16 << 20;
    private static final long WRITE_BUFFER_BYTES = 8 << 20;
    private static final long MAX_LOG_BYTES = 32 << 20;

    private final DBOptions options;
    private final ColumnFamilyOptions familyOptions;
    private final LRUCache cache;
    private final WriteOptions writeOptions;
    private final RocksDB db;
    private final ColumnFamilyHandle records;
    private final ColumnFamilyHandle numbers;
    private final DataFolder folder;
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private RocksBackend(DataFolder folder, Durability durability) throws RocksDBException {
        RocksDB.loadLibrary();
        this.folder = folder;
        this.cache = new LRUCache(CACHE_BYTES);
        BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockCache(cache)
                .setFilterPolicy(new BloomFilter(10))
                .setCacheIndexAndFilterBlocks(true);
        this.familyOptions = new ColumnFamilyOptions().setTableFormatConfig(table)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(2).setCompressionType(CompressionType.LZ4_COMPRESSION);
        this.options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true)
                .setMaxTotalWalSize(MAX_LOG_BYTES)
                .setMaxBackgroundJobs(2).setKeepLogFileNum(2).setMaxOpenFiles(256)
                .setInfoLogLevel(org.rocksdb.InfoLogLevel.WARN_LEVEL);
        this.writeOptions = new WriteOptions().setSync(durability == Durability.SYNC);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        this.db = RocksDB.open(options, folder.database().toString(),
                List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                        new ColumnFamilyDescriptor("numbers".getBytes(StandardCharsets.US_ASCII), familyOptions)),
                handles);
        this.records = handles.get(0);
        this.numbers = handles.get(1);
    }

    /**
     * Opens the data in {@code folder}, making it if there is none.
     *
     * @throws StoreException.Unavailable in one line, if the folder is in use, cannot be written, is of a newer format or damaged
     */
    public static RocksBackend open(Path folder, Durability durability) {
        DataFolder data = DataFolder.open(folder);
        try {
            return new RocksBackend(data, durability);
        } catch (RocksDBException e) {
            data.close();
            throw new StoreException.Unavailable("the data in " + folder + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public void commit(List<Change> changes) {
        try (WriteBatch batch = new WriteBatch()) {
            for (Change change : changes) {
                switch (change) {
                    case Change.Add add ->
                        batch.put(records, RecordCodec.key(add.position()), RecordCodec.encode(add.record()));
                    case Change.Remove remove -> batch.delete(records, RecordCodec.key(remove.position()));
                    case Change.SetNumber set ->
                        batch.put(numbers, name(set.name()), ByteBuffer.allocate(8).putLong(set.value()).array());
                    case Change.RemoveNumber remove -> batch.delete(numbers, name(remove.name()));
                }
            }
            db.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    private static StoreException failed(RocksDBException e) {
        Status status = e.getStatus();
        boolean full = status != null && (status.getSubCode() == Status.SubCode.NoSpace
                || String.valueOf(e.getMessage()).contains("No space"));
        return full
                ? new StoreException.NoSpace(String.valueOf(e.getMessage()))
                : new StoreException.Unavailable("the disk refused: " + e.getMessage(), e);
    }

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Record> read(Position position) {
        try {
            byte[] found = db.get(records, RecordCodec.key(position));
            return found == null ? Optional.empty() : Optional.of(RecordCodec.decode(found));
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        try (ReadOptions read = new ReadOptions().setFillCache(false)) {
            scan(revision, read, each);
        }
    }

    void scan(long revision, ReadOptions read, Consumer<Positioned> each) {
        try (RocksIterator rows = db.newIterator(records, read)) {
            for (rows.seek(RecordCodec.key(new Position(revision, 0))); rows.isValid(); rows.next()) {
                each.accept(new Positioned(RecordCodec.position(rows.key()), RecordCodec.decode(rows.value())));
            }
            rows.status();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public List<Named> numbers(String prefix) {
        try (ReadOptions read = new ReadOptions()) {
            return numbers(prefix, read);
        }
    }

    List<Named> numbers(String prefix, ReadOptions read) {
        List<Named> found = new ArrayList<>();
        try (RocksIterator rows = db.newIterator(numbers, read)) {
            for (rows.seek(name(prefix)); rows.isValid(); rows.next()) {
                String name = new String(rows.key(), StandardCharsets.UTF_8);
                if (!name.startsWith(prefix)) {
                    break;
                }
                found.add(new Named(name, ByteBuffer.wrap(rows.value()).getLong()));
            }
            rows.status();
            return found;
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public long size() {
        return folder.bytes();
    }

    @Override
    public long sizeInUse() {
        try {
            long live = db.getLongProperty(records, "rocksdb.estimate-live-data-size")
                    + db.getLongProperty(numbers, "rocksdb.estimate-live-data-size");
            // What is still in memory is on disk in the log.
            long young = db.getLongProperty(records, "rocksdb.cur-size-all-mem-tables");
            return Math.min(size(), live + young);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public void defragment() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush, List.of(records, numbers));
            db.compactRange(records);
            db.compactRange(numbers);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public Checkpoint checkpoint() {
        return new RocksCheckpoint(this, db, inUse.readLock());
    }

    @Override
    public void close() {
        // Closing the engine under somebody who reads it would take the process down.
        inUse.writeLock().lock();
        closed = true;
        inUse.writeLock().unlock();
        records.close();
        numbers.close();
        db.close();
        writeOptions.close();
        options.close();
        familyOptions.close();
        cache.close();
        folder.close();
    }
}
