package dev.coracle.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.lifecycle.ProcessLimit;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WriteResult;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small one in memory, which only root can mount. WriterTest has the same with a fake engine. */
class FullDiskTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", root.toString()) == 0;
        assumeTrue(mounted, "only root can mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertEquals(0, run("umount", root.toString()));
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return ProcessLimit.start(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD), Duration.ofMinutes(1)).waitFor();
    }

    @Test
    void writesAreRefusedReadsGoOnAndAllGoesOnOnceThereIsRoom() throws Exception {
        Path ballast = root.resolve("ballast");
        Files.write(ballast, new byte[24 << 20]);
        long acknowledged;
        try (EmbeddedStore store = EmbeddedStore.open(root.resolve("data"), Durability.SYNC, SystemClock.instance())) {
            acknowledged = fill(store);
            for (int i = 0; i < 3; i++) {
                assertTrue(isFull(store, acknowledged), "it has no room, and says so");
                check(store, acknowledged);
            }
            Files.delete(ballast);
            put(store, acknowledged + 1);
            put(store, acknowledged + 2);
            check(store, acknowledged + 2);
        }
        try (EmbeddedStore store = EmbeddedStore.open(root.resolve("data"), Durability.SYNC, SystemClock.instance())) {
            check(store, acknowledged + 2);
        }
    }

    /** @return the last number that was acknowledged */
    private static long fill(EmbeddedStore store) {
        long number = 0;
        while (!isFull(store, number)) {
            number++;
        }
        return number;
    }

    private static boolean isFull(EmbeddedStore store, long number) {
        try {
            put(store, number + 1);
            return false;
        } catch (StoreException.NoSpace full) {
            return true;
        }
    }

    private static void put(EmbeddedStore store, long number) {
        assertTrue(store.put("/n/" + number, value(number), 0, 0) instanceof WriteResult.Written);
    }

    private static byte[] value(long number) {
        byte[] bytes = new byte[200_000];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static void check(EmbeddedStore store, long last) {
        assertEquals(last + 1, store.currentRevision());
        assertEquals(last, store.count("/n/", "/n0").value());
        for (long number = 1; number <= last; number++) {
            assertArrayEquals(value(number), store.get("/n/" + number).value().orElseThrow().value());
        }
    }
}
