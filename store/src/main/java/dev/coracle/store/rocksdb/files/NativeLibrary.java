package dev.coracle.store.rocksdb.files;

import dev.coracle.store.port.StoreException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native code. Where it lies unpacked in {@code java.library.path}, as in a distribution, it is loaded from there. Else it is unpacked, loaded and
 * deleted again at once: RocksDB's own loader deletes its copy of 17 MB when the process ends by itself, and so leaves one for each that is killed.
 */
public final class NativeLibrary {

    private static final String PACKED = Environment.getJniLibraryFileName("rocksdb");
    private static boolean loaded;

    private NativeLibrary() {}

    /** To be called before anything else of RocksDB. Later calls do nothing. @throws StoreException.Unavailable if the code can't be unpacked or is not this machine's */
    public static synchronized void load() {
        if (!loaded) {
            loadFirst();
            loaded = true;
        }
    }

    private static void loadFirst() {
        try (InputStream packed = RocksDB.class.getResourceAsStream("/" + PACKED)) {
            if (packed == null || isUnpacked()) {
                RocksDB.loadLibrary();
                return;
            }
            unpack(packed);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new StoreException.Unavailable("RocksDB's native code can't be loaded by way of "
                    + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                    + "; another folder, from which code may be run, is given to the JVM by -Djava.io.tmpdir", e);
        }
    }

    private static boolean isUnpacked() {
        return Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isReadable(Path.of(folder, PACKED)));
    }

    private static void unpack(InputStream packed) throws IOException {
        Path folder = Files.createTempDirectory("coracle-rocksdb");
        // The name that RocksDB looks for in a folder that it is given is not the one in its jar.
        Path file = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        try {
            Files.copy(packed, file);
            RocksDB.loadLibrary(List.of(folder.toString()));
        } finally {
            delete(file);
            delete(folder);
        }
    }

    /** Where what is in use can't be deleted it is when the process ends. */
    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException inUse) {
            path.toFile().deleteOnExit();
        }
    }
}
