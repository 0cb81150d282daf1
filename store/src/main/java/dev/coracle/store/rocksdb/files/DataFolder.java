package dev.coracle.store.rocksdb.files;

import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of the store's, held by one process at a time: {@code FORMAT} says what is in it, {@code db/} is RocksDB's. */
public final class DataFolder implements AutoCloseable {

    /** What this version writes and reads. */
    public static final int FORMAT = 3;

    private final Path root;
    private final Optional<FileChannel> lock;
    private final int format;

    private DataFolder(Path root, Optional<FileChannel> lock, int format) {
        this.root = root;
        this.lock = lock;
        this.format = format;
    }

    /** @throws StoreException.Unavailable if it is in use, cannot be written or is of a newer format; then nothing has been changed */
    public static DataFolder open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel channel = FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    channel.close();
                    throw inUse(root);
                }
            } catch (OverlappingFileLockException heldInThisProcess) {
                channel.close();
                throw inUse(root);
            }
            return new DataFolder(root, Optional.of(channel), locked(root, channel));
        } catch (IOException e) {
            throw new StoreException.Unavailable("the data folder " + root + " cannot be used: " + e, e);
        }
    }

    /** Without taking it: for a look at a folder that nobody writes to. */
    public static DataFolder look(Path root) throws IOException {
        return new DataFolder(root, Optional.empty(), checkFormat(root));
    }

    private static int locked(Path root, FileChannel channel) throws IOException {
        try {
            int format = checkFormat(root);
            if (CheckpointFolder.isOne(root)) {
                CheckpointFolder.verify(root);
                CheckpointFolder.adopt(root);
            }
            return format;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StoreException inUse(Path root) {
        return new StoreException.Unavailable(
                "the data folder " + root + " is in use by another process; stop that one, or choose another folder");
    }

    private static int checkFormat(Path root) throws IOException {
        Path file = root.resolve("FORMAT");
        if (!Files.exists(file)) {
            writeFormat(root);
            return FORMAT;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > FORMAT) {
            throw new StoreException.Unavailable(
                    "the data folder " + root + " has format " + text + ", and this version knows formats up to "
                            + FORMAT + "; use the version of Coracle that made it");
        }
        return Integer.parseInt(text);
    }

    /** The format that the folder was found in. */
    public int format() {
        return format;
    }

    /** Notes that it is now of this version's format. */
    public void setFormat() throws IOException {
        if (format != FORMAT) {
            writeFormat(root);
        }
    }

    /** Whole or not at all: a crash must not leave an empty one. */
    private static void writeFormat(Path root) throws IOException {
        Path next = root.resolve("FORMAT.new");
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.US_ASCII.encode(FORMAT + "\n"));
            channel.force(true);
        }
        Files.move(next, root.resolve("FORMAT"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** How much more the disk takes, in bytes. */
    public long room() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    public Path database() {
        return root.resolve("db");
    }

    /** What the files take. */
    public long bytes() {
        try (Stream<Path> files = Files.walk(database())) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException vanished) {
            return 0;
        }
    }

    @Override
    public void close() {
        lock.ifPresent(held -> {
            try {
                held.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
