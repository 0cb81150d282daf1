package dev.coracle.store.rocksdb.files;

import dev.coracle.store.port.StoreException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Looks through RocksDB's logs before they are replayed. RocksDB itself takes up a log as far as it can be read; whether what comes after is
 * the torn end of a write that nobody was answered, or acknowledged writes behind a damaged spot, it does not tell apart. The difference:
 * behind a torn end there is no sound record any more, in this log or in a newer one.
 *
 * <p>A log is blocks of 32 KiB. A block holds records: checksum (4 bytes, CRC32C, masked, of all that follows), length (2), kind (1), in a
 * log whose file was used before also the log's number (4), the payload; all little-endian. Less than a head at a block's end is padding.
 * Source: the layout described in RocksDB's db/log_format.h.
 */
public final class LogCheck {

    private static final int BLOCK = 32 * 1024;
    private static final int HEAD = 7;
    private static final int REUSED_HEAD = 11;
    private static final byte FULL = 1;
    private static final byte FIRST = 2;
    private static final byte REUSED_FULL = 5;
    private static final byte REUSED_FIRST = 6;
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path file;
    private final long number;
    private final ByteBuffer bytes;

    private LogCheck(Path file, ByteBuffer bytes) {
        this.file = file;
        this.number = number(file);
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws StoreException.Unavailable naming the file, if acknowledged writes would be lost by going on */
    public static void check(Path database) throws IOException {
        OptionalLong torn = OptionalLong.empty();
        Path tornFile = database;
        for (Path file : logs(database)) {
            LogCheck log = read(file);
            if (torn.isPresent() && log.soundAt(0) > 0) {
                throw damaged(tornFile, torn.getAsLong(), "and " + file.getFileName() + " goes on behind it");
            }
            OptionalLong end = log.end();
            if (end.isPresent()) {
                torn = end;
                tornFile = file;
            }
        }
    }

    /**
     * What a log begins with, up to and with the batch that ends with the sequence number {@code last}. Others may be writing behind that.
     *
     * <p>A batch begins a record of its own, whole (1) or the first part (2), and its payload begins with its first sequence number (8 bytes).
     */
    public static ByteBuffer upTo(Path file, long last) throws IOException {
        LogCheck log = read(file);
        int at = 0;
        while (at < log.bytes.limit()) {
            int left = BLOCK - at % BLOCK;
            if (left < HEAD || left < REUSED_HEAD && log.isPadding(at, left)) {
                at += left;
                continue;
            }
            int size = log.soundAt(at);
            if (size == 0 || log.beginsAfter(at, last)) {
                break;
            }
            at += size;
        }
        return log.bytes.slice(0, Math.min(at, log.bytes.limit()));
    }

    private boolean beginsAfter(int at, long last) {
        byte kind = bytes.get(at + 6);
        boolean begins = kind == FULL || kind == FIRST || kind == REUSED_FULL || kind == REUSED_FIRST;
        int head = isReused(kind) ? REUSED_HEAD : HEAD;
        return begins && length(at) >= Long.BYTES && bytes.getLong(at + head) > last;
    }

    /** The logs from this number on, in order. */
    public static List<Path> from(Path database, long first) throws IOException {
        return logs(database).stream().filter(file -> number(file) >= first).toList();
    }

    /** What the logs take on disk. */
    public static long bytes(Path database) throws IOException {
        long sum = 0;
        for (Path file : logs(database)) {
            sum += Files.size(file);
        }
        return sum;
    }

    private static List<Path> logs(Path database) throws IOException {
        if (!Files.isDirectory(database)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(database)) {
            return new ArrayList<>(files.filter(file -> file.getFileName().toString().matches("[0-9]{1,18}\\.log"))
                    .sorted(Comparator.comparingLong(LogCheck::number)).toList());
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    private static LogCheck read(Path file) throws IOException {
        // Not mapped: a mapping would keep the file, and its room on the disk, until some later garbage collection.
        // A channel's stream would keep a direct buffer of the log's size for as long as the thread lives.
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return new LogCheck(file, ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    private static StoreException damaged(Path file, long offset, String why) {
        return new StoreException.Unavailable("the log " + file + " is damaged at byte " + offset + ", " + why
                + ": acknowledged writes would be lost; restore the data folder from a copy");
    }

    /** Where the log was torn; empty if it ends as it should. */
    private OptionalLong end() {
        int at = 0;
        while (at < bytes.limit()) {
            int left = BLOCK - at % BLOCK;
            if (left < HEAD || left < REUSED_HEAD && isPadding(at, left)) {
                at += left;
                continue;
            }
            int size = soundAt(at);
            if (size == 0) {
                if (soundBehind(at)) {
                    throw damaged(file, at, "and goes on behind that");
                }
                return endsHere(at) ? OptionalLong.empty() : OptionalLong.of(at);
            }
            at += size;
        }
        return OptionalLong.empty();
    }

    private boolean isPadding(int at, int length) {
        for (int i = at; i < Math.min(at + length, bytes.limit()); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing was written here: zeros, or a record that the file had before it was used again. */
    private boolean endsHere(int at) {
        if (isPadding(at, Math.min(REUSED_HEAD, bytes.limit() - at))) {
            return true;
        }
        return bytes.limit() - at >= REUSED_HEAD && isReused(bytes.get(at + 6))
                && bytes.getInt(at + HEAD) != (int) number && intact(at, REUSED_HEAD);
    }

    private boolean soundBehind(int bad) {
        int blockEnd = Math.min(bytes.limit(), bad - bad % BLOCK + BLOCK);
        for (int at = bad + 1; at < blockEnd; at++) {
            if (soundAt(at) > 0) {
                return true;
            }
        }
        for (int at = blockEnd; at < bytes.limit(); at += BLOCK) {
            if (soundAt(at) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The size of the sound record of this log at {@code at}, with its head; 0 if there is none. */
    private int soundAt(int at) {
        if (bytes.limit() - at < HEAD) {
            return 0;
        }
        boolean reused = isReused(bytes.get(at + 6));
        int head = reused ? REUSED_HEAD : HEAD;
        if (bytes.get(at + 6) == 0 || bytes.limit() - at < head || reused && bytes.getInt(at + HEAD) != (int) number) {
            return 0;
        }
        return intact(at, head) ? head + length(at) : 0;
    }

    private boolean intact(int at, int head) {
        int length = length(at);
        if (at % BLOCK + head + length > BLOCK || at + head + length > bytes.limit()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + 6, head - 6 + length));
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + MASK_DELTA == bytes.getInt(at);
    }

    private int length(int at) {
        return Short.toUnsignedInt(bytes.getShort(at + 4));
    }

    /** The kinds with the log's number in their head: whole, first, middle and last parts, sizes of timestamps, the log before. */
    private static boolean isReused(byte kind) {
        int unsigned = Byte.toUnsignedInt(kind);
        return unsigned >= 5 && unsigned <= 8 || unsigned == 11 || unsigned == 131;
    }
}
