package dev.coracle.store.rocksdb;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.rocksdb.files.DataFolder;
import dev.coracle.store.rocksdb.files.LogCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB.LiveFiles;
import org.rocksdb.RocksDBException;

/**
 * RocksDB's files at one moment, without a flush: data files are linked, the manifest is copied as far as it goes, and so are the logs up to
 * the last batch. RocksDB's own checkpoint would flush what is in memory first; a link to a log would change when the log is used again.
 */
final class RocksFiles implements Backend.DataFiles {

    private final RocksBackend backend;
    private final Database database;
    private final DataFolder folder;
    private @Nullable LiveFiles live;
    private List<Path> logs = List.of();
    private long lastSequence;

    /** From now on no file is deleted, and no log used again. */
    RocksFiles(RocksBackend backend, Database database, DataFolder folder) throws RocksDBException {
        this.backend = backend;
        this.database = database;
        this.folder = folder;
        database.db.disableFileDeletions();
    }

    @Override
    public void mark() {
        backend.reading(database, open -> {
            // First the oldest log: a flush that ends meanwhile can only make fewer of them needed.
            long oldest = open.oldestLog();
            live = open.db.getLiveFiles(false);
            lastSequence = open.db.getLatestSequenceNumber();
            try {
                logs = LogCheck.from(folder.database(), oldest);
            } catch (IOException e) {
                throw new StoreException.Unavailable("the disk of " + folder.database() + " does not answer: " + e, e);
            }
            return true;
        });
    }

    @Override
    public void copyTo(Path to) throws IOException {
        LiveFiles files = live;
        if (files == null) {
            throw new IllegalStateException("nothing has been marked");
        }
        Path target = Files.createDirectory(to.resolve("db"));
        for (String name : files.files) {
            String file = name.substring(name.lastIndexOf('/') + 1);
            if (file.endsWith(".sst")) {
                CheckpointFolder.link(folder.database().resolve(file), target.resolve(file));
            } else if (file.startsWith("MANIFEST-")) {
                write(target.resolve(file), ByteBuffer.wrap(head(folder.database().resolve(file), files)));
                write(target.resolve("CURRENT"), StandardCharsets.US_ASCII.encode(file + "\n"));
            }
        }
        Failpoint.reached("checkpoint.linked");
        for (Path log : logs) {
            write(target.resolve(log.getFileName().toString()), LogCheck.upTo(log, lastSequence));
        }
        write(to.resolve("FORMAT"), StandardCharsets.US_ASCII.encode(DataFolder.FORMAT + "\n"));
    }

    private static byte[] head(Path manifest, LiveFiles files) throws IOException {
        try (var in = Files.newInputStream(manifest)) {
            return in.readNBytes((int) files.manifestFileSize);
        }
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    @Override
    public void close() {
        backend.ifOpen(database, open -> {
            try {
                open.db.enableFileDeletions();
            } catch (RocksDBException e) {
                throw new StoreException.Unavailable("the database takes no more: " + e.getMessage(), e);
            }
        });
    }
}
