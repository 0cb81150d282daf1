package dev.coracle.store.checkpoint;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.checkpoint.Manifest.Part;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A checkpoint as a folder: a data folder that nobody has opened yet, with a {@link Manifest}. Its large files are links to those of the store
 * that it is of, or of another checkpoint: what is in them never changes. Opening it for writing makes it a data folder like any other, which
 * remembers in {@code ORIGIN} what it came from.
 */
public final class CheckpointFolder {

    /** What the manifest is called once the folder has a future of its own. */
    public static final String ORIGIN = "ORIGIN";

    private static final String TABLES = ".sst";

    private static final String UNFINISHED = ".unfinished";
    /** What this process is making. */
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private CheckpointFolder() {}

    /** Fills an empty folder. */
    public interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** What a checkpoint is of. */
    public record Facts(String engine, long revision, long compacted, long keys, Instant time) {}

    /**
     * Makes a checkpoint, whole or not at all.
     *
     * @param folder  not there yet
     * @param filling fills in FORMAT and db/
     * @throws StoreException.Refused if the folder is there, or its parent is not
     * @throws IOException            if it could not be written
     */
    public static Manifest write(Path folder, Facts facts, Filling filling) throws IOException {
        Path unfinished = begin(folder);
        try {
            filling.fill(unfinished);
            Manifest manifest = Manifest.of(facts.engine, facts.revision, facts.compacted, facts.keys, facts.time,
                    parts(unfinished));
            finish(unfinished, manifest, folder);
            return manifest;
        } finally {
            end(unfinished);
        }
    }

    /**
     * Makes a second checkpoint of the first: links to files that never change, copies of the others.
     *
     * @throws StoreException.Refused if {@code from} is no checkpoint or damaged, or {@code to} is there
     * @throws IOException            if it could not be written
     */
    public static Manifest copy(Path from, Path to) throws IOException {
        Manifest manifest = verify(from);
        Path unfinished = begin(to);
        try {
            Files.createDirectory(unfinished.resolve("db"));
            for (Part part : manifest.files()) {
                link(from.resolve(part.name()), unfinished.resolve(part.name()));
            }
            finish(unfinished, manifest, to);
            return manifest;
        } finally {
            end(unfinished);
        }
    }

    private static Path begin(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException.Refused(folder + " is there already; give a name that is free");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw new StoreException.Refused("there is no folder " + parent + " to make a checkpoint in");
        }
        // The process is in the name, so that others know what was left by one that died.
        Path unfinished = parent.toRealPath()
                .resolve("." + folder.getFileName() + "." + ProcessHandle.current().pid() + UNFINISHED);
        if (!BEGUN.add(unfinished)) {
            throw new StoreException.Refused(folder + " is being made; give a name that is free");
        }
        sweep(parent);
        delete(unfinished);
        return Files.createDirectory(unfinished);
    }

    private static void end(Path unfinished) throws IOException {
        try {
            delete(unfinished);
        } finally {
            BEGUN.remove(unfinished);
        }
    }

    /** Removes what processes that died were writing. */
    private static void sweep(Path parent) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(parent)) {
            left = files.filter(file -> file.getFileName().toString().matches("\\..*\\.[0-9]{1,9}\\" + UNFINISHED))
                    .toList();
        }
        for (Path folder : left) {
            String name = folder.getFileName().toString();
            String before = name.substring(0, name.length() - UNFINISHED.length());
            long process = Long.parseLong(before.substring(before.lastIndexOf('.') + 1));
            if (ProcessHandle.of(process).isEmpty()) {
                delete(folder);
            }
        }
    }

    private static void finish(Path unfinished, Manifest manifest, Path folder) throws IOException {
        Failpoint.reached("checkpoint.before-manifest");
        try (FileChannel channel = FileChannel.open(unfinished.resolve(Manifest.NAME), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(manifest.text()));
            channel.force(true);
        }
        syncFolder(unfinished.resolve("db"));
        syncFolder(unfinished);
        Failpoint.reached("checkpoint.before-rename");
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(Objects.requireNonNull(folder.toAbsolutePath().getParent(), "a folder with a name has a parent"));
        Failpoint.reached("checkpoint.after-rename");
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The same bytes under another name: shared if they never change and the disk can do that, else copied and synced. */
    public static void link(Path from, Path to) throws IOException {
        if (from.toString().endsWith(TABLES)) {
            try {
                Files.createLink(to, from);
                return;
            } catch (UnsupportedOperationException | java.nio.file.FileSystemException otherDisk) {
                // then a copy
            }
        }
        Files.copy(from, to);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static List<Part> parts(Path folder) throws IOException {
        List<Part> parts = new ArrayList<>();
        parts.add(part(folder, folder.resolve("FORMAT")));
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            for (Path file : files.sorted().toList()) {
                parts.add(part(folder, file));
            }
        }
        return parts;
    }

    private static Part part(Path folder, Path file) throws IOException {
        String name = folder.relativize(file).toString();
        return new Part(name, Files.size(file), name.endsWith(TABLES) ? "-" : crc(file));
    }

    private static String crc(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] some = new byte[1 << 16];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                crc.update(some, 0, count);
            }
        }
        return Long.toHexString(crc.getValue());
    }

    /** Whether the folder says that it is a checkpoint. */
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(Manifest.NAME));
    }

    /**
     * What the checkpoint says of itself. Not looked at: its files.
     *
     * @throws StoreException.Refused in one line, if it is none, of a newer format, or its manifest is damaged
     */
    public static Manifest read(Path folder) throws IOException {
        try {
            return Manifest.parse(folder, Files.readString(folder.resolve(Manifest.NAME)));
        } catch (NoSuchFileException e) {
            throw new StoreException.Refused(folder + " is no checkpoint: it has no file " + Manifest.NAME);
        } catch (java.nio.charset.MalformedInputException e) {
            throw Manifest.damaged(folder, Manifest.NAME + " is no text");
        }
    }

    /**
     * What the checkpoint says of itself, once its files have been found to be all there, of the right size, and those without checksums of
     * their own unchanged.
     *
     * @throws StoreException.Refused in one line, if it is none, of a newer format, or damaged
     */
    public static Manifest verify(Path folder) throws IOException {
        Manifest manifest = read(folder);
        for (Part part : manifest.files()) {
            Path file = folder.resolve(part.name());
            if (!Files.isRegularFile(file)) {
                throw Manifest.damaged(folder, part.name() + " is not there");
            }
            if (Files.size(file) != part.size()) {
                throw Manifest.damaged(folder,
                        part.name() + " has " + Files.size(file) + " bytes, not " + part.size());
            }
            if (!part.crc().equals("-") && !crc(file).equals(part.crc())) {
                throw Manifest.damaged(folder, part.name() + " has another checksum than " + Manifest.NAME + " says");
            }
        }
        return manifest;
    }

    /** Makes a checkpoint that has been verified a data folder with a future. */
    public static void adopt(Path folder) throws IOException {
        Failpoint.reached("restore.verified");
        Files.move(folder.resolve(Manifest.NAME), folder.resolve(ORIGIN), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folder);
        Failpoint.reached("restore.adopted");
    }

    /** Removes a folder with all that is in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
