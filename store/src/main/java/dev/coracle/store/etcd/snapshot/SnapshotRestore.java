package dev.coracle.store.etcd.snapshot;

import dev.coracle.store.mvcc.HistoryLoader;
import dev.coracle.store.rocksdb.RocksBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes a data folder out of a snapshot: all of it, or none. */
public final class SnapshotRestore {

    /** What was restored. */
    public record Result(long revision, long compacted, long records, long leases, boolean hadUsers) {}

    private SnapshotRestore() {}

    /**
     * @param folder not there, or empty
     * @throws IOException in one line, if the folder is in use, or the snapshot is damaged; then there is no new folder
     */
    public static Result restore(SnapshotFile from, Path folder) throws IOException {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IOException("the data folder " + folder
                    + " is not empty: a snapshot is restored to a new one; name another with --data-dir");
        }
        Path parent = folder.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path unfinished = Files.createTempDirectory(parent, folder.getFileName() + ".restoring");
        try {
            Result result = fill(from, unfinished);
            Files.deleteIfExists(folder);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            return result;
        } finally {
            delete(unfinished);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static Result fill(SnapshotFile from, Path folder) throws IOException {
        long[] counts = {0, 0};
        // What is half done is thrown away, so that nothing need wait for the disk before it is closed.
        try (RocksBackend backend = RocksBackend.open(folder, RocksBackend.Durability.ASYNC)) {
            HistoryLoader history = new HistoryLoader(backend);
            from.records(record -> {
                counts[0]++;
                history.add(record);
            });
            from.leases(lease -> {
                counts[1]++;
                history.addLease(lease.id(), lease.seconds());
            });
            long compacted = from.compacted();
            long revision = history.finish(compacted);
            // This writes everything to files, synced.
            backend.defragment();
            return new Result(revision, compacted, counts[0], counts[1], from.hadUsers());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
