package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Records as bytes. A key is a position, big-endian so that byte order is revision order. A value is: flags (1 byte; 1 means deleted), create
 * revision, version and lease (8 bytes each), the key's length (4 bytes), the key, the value.
 */
final class RecordCodec {

    private static final int FIXED = 1 + 8 + 8 + 8 + 4;

    private RecordCodec() {}

    static byte[] key(Position position) {
        return ByteBuffer.allocate(12).putLong(position.revision()).putInt(position.place()).array();
    }

    static Position position(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        return new Position(in.getLong(), in.getInt());
    }

    static byte[] encode(Record record) {
        return ByteBuffer.allocate(FIXED + record.key().length + record.value().length)
                .put((byte) (record.deleted() ? 1 : 0))
                .putLong(record.createRevision()).putLong(record.version()).putLong(record.lease())
                .putInt(record.key().length)
                .put(record.key()).put(record.value()).array();
    }

    /** @throws IllegalStateException if the bytes are no record: the file is damaged */
    static Record decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            boolean deleted = in.get() == 1;
            long create = in.getLong();
            long version = in.getLong();
            long lease = in.getLong();
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalStateException(
                        "a record of the store is damaged: its key would have " + length + " bytes");
            }
            byte[] key = new byte[length];
            in.get(key);
            byte[] value = new byte[in.remaining()];
            in.get(value);
            return new Record(key, value, create, version, lease, deleted);
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a record of the store is damaged: it has only " + bytes.length + " bytes",
                    e);
        }
    }
}
