package dev.coracle.store.etcd.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are read as they were written, and what is damaged is refused, whatever it is. */
class BoltFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static byte[] file(TreeMap<String, byte[]> entries) throws IOException {
        BoltWriter.Contents contents = file -> {
            file.bucket("empty", bucket -> {});
            file.bucket("key", bucket -> {
                for (var entry : entries.entrySet()) {
                    bucket.add(entry.getKey().getBytes(StandardCharsets.UTF_8), entry.getValue());
                }
            });
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoltMeta measured = BoltWriter.measure(contents);
        BoltWriter.write(measured, contents, pages -> {
            while (pages.hasRemaining()) {
                out.write(pages.get());
            }
        });
        assertEquals(measured.highWater() * measured.pageSize(), out.size());
        return out.toByteArray();
    }

    private static TreeMap<String, byte[]> random(int count, int largest) {
        Random random = new Random(count);
        TreeMap<String, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(String.format("%08d", random.nextInt(100_000_000)), new byte[random.nextInt(largest + 1)]);
        }
        return entries;
    }

    private TreeMap<String, byte[]> read(byte[] file) throws IOException {
        Path path = folder.resolve("db");
        Files.write(path, file);
        TreeMap<String, byte[]> found = new TreeMap<>();
        try (BoltFile bolt = BoltFile.open(path, file.length)) {
            assertFalse(bolt.has("none"));
            bolt.forEach("empty", (key, value) -> found.put("?", value));
            bolt.forEach("none", (key, value) -> found.put("?", value));
            bolt.forEach("key", (key, value) -> found.put(new String(key, StandardCharsets.UTF_8), value));
        }
        return found;
    }

    private static Map<String, Integer> lengths(Map<String, byte[]> entries) {
        return entries.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 5_000, 50_000})
    void whatIsWrittenIsRead(int count) throws IOException {
        TreeMap<String, byte[]> entries = random(count, 50);
        TreeMap<String, byte[]> found = read(file(entries));
        assertEquals(lengths(entries), lengths(found));
    }

    @Test
    void valuesMayBeLargerThanAPage() throws IOException {
        TreeMap<String, byte[]> entries = random(50, 100_000);
        assertEquals(entries.keySet(), read(file(entries)).keySet());
    }

    @Test
    void ofTwoMetasTheNewerSoundOneCounts() throws IOException {
        byte[] file = file(random(100, 50));
        file[30] ^= 1;
        assertEquals(100, read(file).size());
        file[BoltWriter.PAGE_SIZE + 30] ^= 1;
        assertThrows(DamagedBoltException.class, () -> read(file));
    }

    @Test
    void aTreeThatComesBackToItselfEnds() throws IOException {
        byte[] file = file(random(5_000, 50));
        ByteBuffer pages = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < file.length; at += BoltWriter.PAGE_SIZE) {
            if (pages.getShort(at + 8) == Page.BRANCH) {
                pages.putLong(at + Page.HEADER + 8, pages.getLong(at));
            }
        }
        assertThrows(DamagedBoltException.class, () -> read(file));
    }

    @Test
    void aFileThatEndsEarlyIsRefused() throws IOException {
        byte[] file = file(random(5_000, 50));
        for (int length : new int[]{0, 10, 100, 4096, 8192, 12288, file.length / 2, file.length - 1}) {
            assertThrows(DamagedBoltException.class, () -> read(java.util.Arrays.copyOf(file, length)),
                    () -> length + " bytes");
        }
    }

    @Test
    void spoiledPagesNeverDoWorseThanBeRefused() throws IOException {
        byte[] good = file(random(300, 200));
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            for (int spoiled = random.nextInt(1, 4); spoiled > 0; spoiled--) {
                bad[random.nextInt(2 * BoltWriter.PAGE_SIZE, bad.length)] = (byte) random.nextInt();
            }
            try {
                read(bad);
            } catch (DamagedBoltException refused) {
                assertTrue(String.valueOf(refused.getMessage()).startsWith("no sound bbolt file: "));
            }
        }
    }
}
