package dev.coracle.store.rocksdb;

import dev.coracle.base.metrics.Metrics;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.rocksdb.files.DataFolder;
import dev.coracle.store.rocksdb.files.LogCheck;
import io.prometheus.metrics.core.metrics.Histogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Records in RocksDB: one column family of records by position, one of notes by position, one of numbers. A commit is one write batch with one
 * sync of the log, so that after a crash either all of it is there or nothing.
 *
 * <p>After a write that failed RocksDB itself takes no more. If the disk was full the database is opened again once there is room; after any
 * other error it is not: the kernel may have dropped what it could not write, and a second sync would report success for it.
 */
public final class RocksBackend implements Backend {

    /** Whether a commit waits for the disk. */
    public enum Durability {
        /** It does: what was acknowledged survives a crash of the machine. */
        SYNC,
        /** It does not: a crash of the process loses nothing, a crash of the machine the last moments. For clusters made to be thrown away. */
        ASYNC
    }

    /** Under etcd's name and with its bounds, for those who watch it. */
    private static final Histogram SYNCS = Metrics.histogram("etcd_disk_wal_fsync_duration_seconds",
            "The latency distributions of fsync called by WAL.", new double[]{0.001, 0.002, 0.004, 0.008, 0.016, 0.032,
                0.064, 0.128, 0.256, 0.512, 1.024, 2.048, 4.096, 8.192});

    /** What opening a database takes at the most beyond what its logs hold. */
    private static final long ROOM_TO_OPEN = 4 << 20;

    private final DataFolder folder;
    private final Reads reads;
    private final RecordCache cache;
    private final QuietTimes quietTimes = new QuietTimes();
    private final WriteOptions synced;
    private final WriteOptions lazy = new WriteOptions();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Database database;
    private BatchBytes batchBytes;
    private volatile @Nullable StoreException failed;

    private RocksBackend(DataFolder folder, Database database, Durability durability, Reads reads) {
        this.folder = folder;
        this.reads = reads;
        this.cache = new RecordCache(reads.recordBytes());
        this.database = database;
        this.batchBytes = database.batchBytes();
        this.synced = new WriteOptions().setSync(durability == Durability.SYNC);
    }

    /**
     * Opens the data in {@code folder}, making it if there is none. What a crash left of writes that nobody was answered is dropped.
     *
     * @throws StoreException.Unavailable in one line, if the folder is in use, cannot be written, is of a newer format, or damaged: then it
     *                                    names the file
     */
    public static RocksBackend open(Path folder, Durability durability, Reads reads) {
        DataFolder data = DataFolder.open(folder);
        try {
            return new RocksBackend(data, Opening.open(data, reads), durability, reads);
        } catch (RocksDBException | IOException e) {
            data.close();
            throw new StoreException.Unavailable("the data in " + folder + " cannot be opened: " + e.getMessage(), e);
        } catch (StoreException e) {
            data.close();
            throw e;
        }
    }

    /** As {@link #open(Path, Durability, Reads)}, for repeated reads. */
    public static RocksBackend open(Path folder, Durability durability) {
        return open(folder, durability, Reads.REPEATED);
    }

    /**
     * What is in a checkpoint, to look at. Nothing is written to the folder, and whoever writes to what this returns gets an error.
     *
     * @throws StoreException.Refused in one line, if it is no checkpoint, of a newer format, or damaged
     */
    public static RocksBackend openCheckpoint(Path folder) {
        try {
            CheckpointFolder.verify(folder);
            DataFolder data = DataFolder.look(folder);
            LogCheck.check(data.database());
            return new RocksBackend(data, Database.openReadOnly(data.database(), Reads.ONCE), Durability.ASYNC,
                    Reads.ONCE);
        } catch (RocksDBException | IOException e) {
            throw new StoreException.Refused("the checkpoint " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** Leaves in a folder that has been closed only what is needed to open it again: no locks, no logs of what RocksDB did. */
    public static void tidyFolder(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("LOCK"));
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().matches("CURRENT|MANIFEST-.*|.*\\.(sst|log)")) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void commit(List<Change> changes) {
        long begin = System.nanoTime();
        write(changes, synced);
        SYNCS.observe((System.nanoTime() - begin) / 1e9);
    }

    @Override
    public void tidy(List<Change> changes) {
        write(changes, lazy);
    }

    private void write(List<Change> changes, WriteOptions how) {
        StoreException before = failed;
        if (before != null) {
            throw before;
        }
        try (WriteBatch batch = new WriteBatch(batchBytes.of(changes))) {
            opened().db.write(how, batch);
        } catch (RocksDBException e) {
            StoreException failure = failure(e);
            failed = failure;
            throw failure;
        }
    }

    @Override
    public void reopen() {
        StoreException before = failed;
        if (before == null) {
            return;
        }
        if (!(before instanceof StoreException.NoSpace)) {
            throw before;
        }
        lock.writeLock().lock();
        try {
            checkRoom();
            opened().close();
            database = null;
            database = Database.open(folder.database(), reads);
            batchBytes = opened().batchBytes();
            failed = null;
        } catch (RocksDBException e) {
            failed = failure(e);
            readOnly();
            throw failure(e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void checkRoom() {
        try {
            long needed = LogCheck.bytes(folder.database()) + ROOM_TO_OPEN;
            if (folder.room() < needed) {
                throw new StoreException.NoSpace("the disk of " + folder.database() + " has " + folder.room()
                        + " bytes left, and " + needed + " are needed to go on");
            }
        } catch (IOException e) {
            throw new StoreException.Unavailable("the disk of " + folder.database() + " does not answer: " + e, e);
        }
    }

    /** Reads go on even if there is not enough room to open for writing. */
    private void readOnly() {
        try {
            database = Database.openReadOnly(folder.database(), reads);
        } catch (RocksDBException e) {
            failed = new StoreException.Unavailable(
                    "the data in " + folder.database() + " cannot be opened again: " + e.getMessage()
                            + "; restart when the disk is mended",
                    e);
        }
    }

    private Database opened() {
        Database now = database;
        if (now == null) {
            throw new StoreException.Unavailable("the data in " + folder.database() + " is not open");
        }
        return now;
    }

    private StoreException failure(RocksDBException e) {
        Status status = e.getStatus();
        boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace
                || String.valueOf(e.getMessage()).contains("No space");
        return full
                ? new StoreException.NoSpace(String.valueOf(e.getMessage()))
                : new StoreException.Unavailable("the disk of " + folder.database() + " failed: " + e.getMessage()
                        + "; nothing is written until a restart", e);
    }

    interface Reading<T> {
        T read(Database from) throws RocksDBException;
    }

    private <T> T reading(Reading<T> reading) {
        lock.readLock().lock();
        try {
            return reading.read(opened());
        } catch (RocksDBException e) {
            throw new StoreException.Unavailable("the data in " + folder.database() + " cannot be read: "
                    + e.getMessage(), e);
        } catch (IllegalStateException damaged) {
            throw new StoreException.Unavailable("the data in " + folder.database() + " cannot be read: "
                    + damaged.getMessage(), damaged);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Optional<Record> read(Position position) {
        Optional<Record> cached = cache.get(position);
        if (cached.isPresent()) {
            return cached;
        }
        return keep(position, reading(from -> from.db.get(from.records, RecordCodec.key(position))));
    }

    private Optional<Record> keep(Position position, byte @Nullable [] found) {
        if (found == null) {
            return Optional.empty();
        }
        Record record = RecordCodec.record(ByteBuffer.wrap(found));
        cache.put(position, record);
        return Optional.of(record);
    }

    @Override
    public List<Optional<Record>> read(List<Position> positions) {
        if (positions.size() == 1) {
            return List.of(read(positions.getFirst()));
        }
        List<Optional<Record>> records = new ArrayList<>(positions.size());
        List<Integer> missing = new ArrayList<>();
        for (Position position : positions) {
            Optional<Record> cached = cache.get(position);
            if (cached.isEmpty()) {
                missing.add(records.size());
            }
            records.add(cached);
        }
        if (!missing.isEmpty()) {
            readMissing(positions, missing, records);
        }
        return records;
    }

    private void readMissing(List<Position> positions, List<Integer> missing, List<Optional<Record>> records) {
        reading(from -> {
            List<byte[]> keys = new ArrayList<>(missing.size());
            missing.forEach(at -> keys.add(RecordCodec.key(positions.get(at))));
            List<byte[]> found = from.db.multiGetAsList(Collections.nCopies(keys.size(), from.records), keys);
            for (int i = 0; i < found.size(); i++) {
                int at = missing.get(i);
                records.set(at, keep(positions.get(at), found.get(i)));
            }
            return true;
        });
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        reading(from -> {
            scan(from, from.records, revision, (key, value) -> {
                each.accept(new Positioned(RecordCodec.position(key), RecordCodec.record(value)));
                return true;
            });
            return true;
        });
    }

    @Override
    public void notes(long revision, Predicate<Note> each) {
        reading(from -> {
            scan(from, from.notes, revision,
                    (key, value) -> each.test(RecordCodec.note(RecordCodec.position(key), value)));
            return true;
        });
    }

    interface Row {
        boolean accept(ByteBuffer key, ByteBuffer value);
    }

    static void scan(Database from, ColumnFamilyHandle family, long revision, Row each) throws RocksDBException {
        try (ReadOptions read = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20);
                RocksIterator rows = from.db.newIterator(family, read)) {
            for (rows.seek(RecordCodec.key(new Position(revision, 0))); rows.isValid(); rows.next()) {
                if (!each.accept(ByteBuffer.wrap(rows.key()), ByteBuffer.wrap(rows.value()))) {
                    break;
                }
            }
            rows.status();
        }
    }

    @Override
    public List<Named> numbers(String prefix) {
        return reading(from -> {
            try (ReadOptions read = new ReadOptions()) {
                return numbers(from, read, prefix);
            }
        });
    }

    static List<Named> numbers(Database from, ReadOptions read, String prefix) throws RocksDBException {
        List<Named> found = new ArrayList<>();
        try (RocksIterator rows = from.db.newIterator(from.numbers, read)) {
            for (rows.seek(prefix.getBytes(StandardCharsets.UTF_8)); rows.isValid(); rows.next()) {
                String name = new String(rows.key(), StandardCharsets.UTF_8);
                if (!name.startsWith(prefix)) {
                    break;
                }
                found.add(new Named(name, ByteBuffer.wrap(rows.value()).getLong()));
            }
            rows.status();
        }
        return found;
    }

    @Override
    public String engine() {
        return "disk";
    }

    @Override
    public long size() {
        return folder.bytes();
    }

    @Override
    public long sizeInUse() {
        long live = reading(from -> {
            long bytes = from.unflushed(); // it is on disk in the log
            for (ColumnFamilyHandle family : from.families()) {
                bytes += from.db.getLongProperty(family, "rocksdb.estimate-live-data-size");
            }
            return bytes;
        });
        return Math.min(size(), live);
    }

    @Override
    public void defragment() {
        reading(from -> {
            from.flush();
            for (ColumnFamilyHandle family : from.families()) {
                from.db.compactRange(family);
            }
            return true;
        });
    }

    @Override
    public void settle() {
        if (failed == null) {
            reading(from -> {
                quietTimes.look(from);
                return true;
            });
        }
    }

    @Override
    public Checkpoint checkpoint() {
        return reading(from -> new RocksCheckpoint(this, from));
    }

    @Override
    public Optional<DataFiles> dataFiles() {
        StoreException broken = failed;
        if (broken != null) {
            throw broken;
        }
        return Optional.of(reading(from -> new RocksFiles(this, from, folder)));
    }

    /** Reads from a database, if that is still the one that is open. */
    <T> T reading(Database expected, Reading<T> reading) {
        return reading(from -> {
            if (from != expected) {
                throw new StoreException.Unavailable("the store was closed and opened again meanwhile");
            }
            return reading.read(from);
        });
    }

    /** Does something with a database, unless it is closed. */
    void ifOpen(Database expected, Consumer<Database> work) {
        lock.readLock().lock();
        try {
            if (database == expected) {
                work.accept(expected);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (database != null) {
                database.close();
                database = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
        synced.close();
        lazy.close();
        folder.close();
    }
}
