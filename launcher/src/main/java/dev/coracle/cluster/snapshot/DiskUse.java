package dev.coracle.cluster.snapshot;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What a folder takes on disk. Its files may be hard links to files of the running store, of other snapshots and of forks.
 *
 * @param files bytes by what the file system knows a file by, each file once
 * @param alone bytes that nobody else holds: what deleting the folder gives back now
 */
public record DiskUse(Map<Object, Long> files, long alone) {

    public DiskUse {
        files = Map.copyOf(files);
    }

    /** Files that go while it looks are not counted. */
    public static DiskUse of(Path folder) throws IOException {
        Map<Object, Long> files = new HashMap<>();
        long[] alone = {0};
        if (!Files.exists(folder)) {
            return new DiskUse(files, 0);
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Object key = attributes.fileKey() == null ? file : attributes.fileKey();
                files.put(key, attributes.size());
                alone[0] += links(file) > 1 ? 0 : attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return new DiskUse(files, alone[0]);
    }

    /** How many names the file has; 1 where the system does not tell. */
    private static int links(Path file) throws IOException {
        try {
            return ((Number) Files.getAttribute(file, "unix:nlink")).intValue();
        } catch (UnsupportedOperationException | IllegalArgumentException | NoSuchFileException unknown) {
            return 1;
        }
    }

    public long total() {
        return total(java.util.List.of(this));
    }

    /** Of several folders together, each file counted once. */
    public static long total(Collection<DiskUse> folders) {
        Map<Object, Long> all = new HashMap<>();
        folders.forEach(one -> all.putAll(one.files));
        return all.values().stream().mapToLong(Long::longValue).sum();
    }
}
