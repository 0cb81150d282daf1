package dev.coracle.store.etcd.snapshot;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.coracle.proto.leasepb.Lease;
import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.etcd.bolt.BoltFile;
import dev.coracle.store.mvcc.Checkpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A snapshot of an etcd, in a file: of this server or of the original, of any version. What a client saved ends in the SHA-256 of the rest; the
 * file {@code member/snap/db} of a stopped etcd has none, and is read as it is. Nothing in it is believed. Not safe for use by several threads.
 */
public final class SnapshotFile implements Closeable {

    private static final int HASH = 32;
    private static final int BLOCK = 512;

    private final Path path;
    private final BoltFile file;

    private SnapshotFile(Path path, BoltFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * @param unhashed whether a file without a hash, or with another one, is taken as well
     * @throws IOException in one line, if it is no snapshot or damaged
     */
    public static SnapshotFile open(Path path, boolean unhashed) throws IOException {
        long bytes = Files.size(path);
        boolean hashed = bytes % BLOCK == HASH;
        if (!hashed && !unhashed) {
            throw new IOException(path + " has no SHA-256 at its end, as what etcdctl snapshot save writes has; "
                    + "for a copy of an etcd's member/snap/db add --skip-hash-check");
        }
        if (hashed && !unhashed) {
            checkHash(path, bytes - HASH);
        }
        BoltFile file = BoltFile.open(path, hashed ? bytes - HASH : bytes);
        if (!file.has("key")) {
            file.close();
            throw new IOException(path + " is a bbolt file, but no etcd's: it has no bucket \"key\"");
        }
        return new SnapshotFile(path, file);
    }

    private static void checkHash(Path path, long bytes) throws IOException {
        MessageDigest digest = SnapshotStream.sha256();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] some = new byte[1 << 16];
            long left = bytes;
            while (left > 0) {
                int count = in.read(some, 0, (int) Math.min(some.length, left));
                if (count < 0) {
                    throw new IOException(path + " ends early");
                }
                digest.update(some, 0, count);
                left -= count;
            }
            if (!Arrays.equals(digest.digest(), in.readNBytes(HASH))) {
                throw new IOException(path + " is damaged: its SHA-256 is another one than it says");
            }
        }
    }

    /** Calls {@code each} for all records, in order. @throws IOException if the file is damaged */
    public void records(Consumer<Positioned> each) throws IOException {
        file.forEach("key", (name, value) -> {
            try {
                each.accept(new EtcdRecord(name, value).read());
            } catch (IllegalArgumentException e) {
                throw damaged(String.valueOf(e.getMessage()), e);
            }
        });
    }

    /** Calls {@code each} for all leases. @throws IOException if the file is damaged */
    public void leases(Consumer<Checkpoint.Lease> each) throws IOException {
        file.forEach("lease", (name, value) -> {
            try {
                Lease lease = Lease.parseFrom(value);
                if (lease.getID() == 0 || lease.getTTL() <= 0) {
                    throw damaged("a lease without an id or a time", null);
                }
                each.accept(new Checkpoint.Lease(lease.getID(), lease.getTTL()));
            } catch (InvalidProtocolBufferException e) {
                throw damaged("a lease is no message", e);
            }
        });
    }

    /** Up to where superseded records are missing. @throws IOException if the file is damaged */
    public long compacted() throws IOException {
        long[] revision = {0};
        file.forEach("meta", (name, value) -> {
            // A compaction that had only begun counts as well: some of its records may be gone.
            String text = new String(name, java.nio.charset.StandardCharsets.US_ASCII);
            if (text.equals("scheduledCompactRev") || text.equals("finishedCompactRev")) {
                if (value.length < 8 || ByteBuffer.wrap(value).getLong() < 0) {
                    throw damaged(text + " is no revision", null);
                }
                revision[0] = Math.max(revision[0], ByteBuffer.wrap(value).getLong());
            }
        });
        return revision[0];
    }

    /** Whether the etcd that it is of asked its clients who they are. */
    public boolean hadUsers() throws IOException {
        boolean[] enabled = {false};
        file.forEach("auth", (name, value) -> enabled[0] |= new String(name,
                java.nio.charset.StandardCharsets.US_ASCII).equals("authEnabled") && value.length > 0 && value[0] == 1);
        return enabled[0];
    }

    private IOException damaged(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IOException(path + " is damaged: " + what, cause);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
