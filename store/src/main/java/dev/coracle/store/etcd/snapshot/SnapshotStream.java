package dev.coracle.store.etcd.snapshot;

import dev.coracle.store.etcd.bolt.BoltMeta;
import dev.coracle.store.etcd.bolt.BoltWriter;
import dev.coracle.store.mvcc.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A snapshot as etcd hands it out: the database in pieces, then the SHA-256 of all of it. The history is read twice, once to learn how large the
 * database will be, and nothing of it is kept. Not safe for use by several threads.
 */
public final class SnapshotStream {

    /** Takes the pieces. */
    public interface Taker {
        /** @param left how many bytes of the database follow */
        void piece(ByteBuffer bytes, long left) throws IOException;
    }

    private static final int PIECE = 32 * 1024;

    private final Checkpoint history;
    private final SnapshotContents contents;

    /** @param history closed by whoever opened it */
    public SnapshotStream(Checkpoint history, long member, long term) {
        this.history = history;
        this.contents = new SnapshotContents(history, member, term);
    }

    /** The revision that the snapshot is of. */
    public long revision() {
        return history.revision();
    }

    /** @throws IOException if the taker throws it */
    public void send(Taker to) throws IOException {
        BoltMeta measured = BoltWriter.measure(contents);
        Pieces pieces = new Pieces(to, measured.highWater() * measured.pageSize());
        BoltWriter.write(measured, contents, pieces::add);
        pieces.finish();
    }

    /** Makes pieces of pages. */
    private static final class Pieces {
        private final Taker to;
        private final MessageDigest digest = sha256();
        private ByteBuffer piece = ByteBuffer.allocate(PIECE);
        private long left;

        Pieces(Taker to, long bytes) {
            this.to = to;
            this.left = bytes;
        }

        void add(ByteBuffer pages) throws IOException {
            while (pages.hasRemaining()) {
                int some = Math.min(pages.remaining(), piece.remaining());
                piece.put(pages.slice(pages.position(), some));
                pages.position(pages.position() + some);
                if (!piece.hasRemaining()) {
                    flush();
                }
            }
        }

        private void flush() throws IOException {
            ByteBuffer full = piece.flip();
            digest.update(full.duplicate());
            left -= full.remaining();
            to.piece(full, left);
            piece = ByteBuffer.allocate(PIECE);
        }

        void finish() throws IOException {
            if (piece.position() > 0) {
                flush();
            }
            to.piece(ByteBuffer.wrap(digest.digest()), 0);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
