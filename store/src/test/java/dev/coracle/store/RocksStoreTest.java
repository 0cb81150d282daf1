package dev.coracle.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.lifecycle.ProcessLimit;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WriteResult;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends KeyValueContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    KeyValuePort open() {
        return EmbeddedStore.open(folder, Durability.SYNC, clock);
    }

    @Test
    void whatWasWrittenIsThereAfterAReopenAndTheRevisionGoesOn() {
        long first = put("/a", "1", 0);
        put("/b", "1", 0);
        long last = store.currentRevision();
        store.compact(last);
        store.delete("/b", last);
        store.compact(last + 1);
        store.close();
        store = open();
        assertEquals("1", value("/a"));
        assertEquals("(none)", value("/b"));
        assertEquals(last + 1, store.currentRevision());
        assertEquals(first, store.get("/a").value().orElseThrow().modRevision());
    }

    @Test
    void aFolderInUseOrOfANewerFormatIsLeftAlone() throws Exception {
        String message = String.valueOf(assertThrows(StoreException.Unavailable.class, this::open).getMessage());
        assertTrue(message.contains("is in use"), message);
        store.close();
        Files.writeString(folder.resolve("FORMAT"), "99\n");
        message = String.valueOf(assertThrows(StoreException.Unavailable.class, this::open).getMessage());
        assertTrue(message.contains("format 99"), message);
        Files.writeString(folder.resolve("FORMAT"), "1\n");
        store = open();
    }

    /** A process of its own writes and says what was acknowledged, until it is killed; all of that must be there. */
    @Test
    void whatWasAcknowledgedSurvivesAKill(@TempDir Path other) throws Exception {
        Process writer = ProcessLimit
                .start(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), Writer.class.getName(), other.toString())
                        .redirectErrorStream(true), Duration.ofMinutes(1));
        Map<String, Long> acknowledged = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while (acknowledged.size() < 200 && (line = lines.readLine()) != null) {
                if (line.startsWith("ack ")) {
                    acknowledged.put(line.split(" ")[1], Long.parseLong(line.split(" ")[2]));
                }
            }
            writer.destroyForcibly().waitFor();
        }
        assertTrue(acknowledged.size() >= 200, "the writer said too little");
        try (EmbeddedStore again = EmbeddedStore.open(other, Durability.SYNC, SystemClock.instance())) {
            acknowledged.forEach(
                    (key, revision) -> assertEquals(revision, again.get(key).value().orElseThrow().modRevision(), key));
            long newest = acknowledged.values().stream().max(Long::compare).orElseThrow();
            assertTrue(again.currentRevision() >= newest);
        }
    }

    static final class Writer {
        public static void main(String[] args) {
            EmbeddedStore store = EmbeddedStore.open(Path.of(args[0]), Durability.SYNC, SystemClock.instance());
            for (int writer : List.of(1, 2, 3, 4)) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        String key = "/k/" + writer + "/" + i;
                        if (store.put(key, new byte[100], 0, 0) instanceof WriteResult.Written written) {
                            synchronized (System.out) {
                                System.out.println("ack " + key + " " + written.revision());
                            }
                        }
                    }
                });
            }
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
