package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Records and notes as bytes. A key is a position, big-endian so that byte order is revision order. A record is: flags (1 byte), create
 * revision, version and lease (8 bytes each), if its flag says so the time (8 bytes), the key's length (4 bytes), the key, the value. A
 * note is: flags, create revision, version, the key.
 */
final class RecordCodec {

    static final int POSITION = 12;
    private static final int DELETED = 1;
    private static final int LEASED = 2;
    private static final int TIMED = 4;
    private static final int RECORD_HEAD = 1 + 8 + 8 + 8 + 4;
    private static final int NOTE_HEAD = 1 + 8 + 8;

    private RecordCodec() {}

    static byte[] key(Position position) {
        return ByteBuffer.allocate(POSITION).putLong(position.revision()).putInt(position.place()).array();
    }

    static Position position(ByteBuffer key) {
        return new Position(key.getLong(), key.getInt());
    }

    static int recordSize(Record record) {
        return RECORD_HEAD + (record.micros() != 0 ? Long.BYTES : 0) + record.key().length + record.value().length;
    }

    static void putRecord(ByteBuffer out, Record record) {
        out.put((byte) ((record.deleted() ? DELETED : 0) | (record.micros() != 0 ? TIMED : 0)))
                .putLong(record.createRevision()).putLong(record.version()).putLong(record.lease());
        if (record.micros() != 0) {
            out.putLong(record.micros());
        }
        out.putInt(record.key().length).put(record.key()).put(record.value());
    }

    static int noteSize(Record record) {
        return NOTE_HEAD + record.key().length;
    }

    static void putNote(ByteBuffer out, Record record) {
        out.put((byte) ((record.deleted() ? DELETED : 0) | (record.lease() != 0 ? LEASED : 0)))
                .putLong(record.createRevision()).putLong(record.version()).put(record.key());
    }

    /** @throws IllegalStateException if the bytes are no record: the file is damaged */
    static Record record(ByteBuffer in) {
        try {
            int flags = in.get();
            long create = in.getLong();
            long version = in.getLong();
            long lease = in.getLong();
            long micros = (flags & TIMED) != 0 ? in.getLong() : 0;
            byte[] key = bytes(in, in.getInt());
            byte[] value = bytes(in, in.remaining());
            return new Record(key, value, create, version, lease, (flags & DELETED) != 0, micros);
        } catch (BufferUnderflowException e) {
            throw damaged("has only " + in.limit() + " bytes");
        }
    }

    /** @throws IllegalStateException if the bytes are no note: the file is damaged */
    static Note note(Position position, ByteBuffer in) {
        try {
            int flags = in.get();
            long create = in.getLong();
            long version = in.getLong();
            return new Note(position, bytes(in, in.remaining()), create, version, (flags & LEASED) != 0,
                    (flags & DELETED) != 0);
        } catch (BufferUnderflowException e) {
            throw damaged("has only " + in.limit() + " bytes");
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw damaged("has a key of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static IllegalStateException damaged(String how) {
        return new IllegalStateException("a record of the store is damaged: it " + how);
    }
}
