package dev.coracle.store.etcd.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.coracle.proto.mvccpb.KeyValue;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.backend.Record;
import java.nio.ByteBuffer;

/**
 * A record as it stands in etcd's bucket {@code key}. The name is the revision (8 bytes, big-endian), {@code _}, the place in its transaction
 * (8 bytes), and a {@code t} if it is a deletion; the value is a {@code mvccpb.KeyValue}, of a deletion only its key.
 *
 * @param name  bytes that order as revisions do
 * @param value the message
 */
@SuppressWarnings("ArrayRecordComponent")
record EtcdRecord(byte[] name, byte[] value) {

    private static final int NAME = 17;
    /** No request has room for nearly as many operations. */
    private static final int MOST_PLACES = 1 << 24;
    private static final byte[] NOTHING = new byte[0];

    static byte[] name(long revision, long place) {
        return ByteBuffer.allocate(NAME).putLong(revision).put((byte) '_').putLong(place).array();
    }

    static EtcdRecord of(Positioned found) {
        Record record = found.record();
        Position at = found.position();
        byte[] plain = name(at.revision(), at.place());
        ByteString key = ByteString.copyFrom(record.key());
        if (record.deleted()) {
            byte[] marked = ByteBuffer.allocate(NAME + 1).put(plain).put((byte) 't').array();
            return new EtcdRecord(marked, KeyValue.newBuilder().setKey(key).build().toByteArray());
        }
        KeyValue message = KeyValue.newBuilder().setKey(key).setCreateRevision(record.createRevision())
                .setModRevision(at.revision()).setVersion(record.version())
                .setValue(ByteString.copyFrom(record.value())).setLease(record.lease()).build();
        return new EtcdRecord(plain, message.toByteArray());
    }

    /** @throws IllegalArgumentException if the bytes are no name of a record */
    static Position position(byte[] name) {
        ByteBuffer in = ByteBuffer.wrap(name);
        boolean known = name.length == NAME || isDeletion(name);
        if (known && in.get(8) == '_') {
            long revision = in.getLong(0);
            long place = in.getLong(9);
            if (revision > 0 && place >= 0 && place <= MOST_PLACES) {
                return new Position(revision, (int) place);
            }
        }
        throw new IllegalArgumentException("a record's name is no revision");
    }

    private static boolean isDeletion(byte[] name) {
        return name.length == NAME + 1 && name[NAME] == 't';
    }

    /** @throws IllegalArgumentException if it is none that etcd could have written */
    Positioned read() {
        Position position = position(name);
        try {
            KeyValue message = KeyValue.parseFrom(value);
            boolean deleted = isDeletion(name);
            boolean possible = deleted
                    || message.getModRevision() == position.revision() && message.getCreateRevision() > 0
                            && message.getCreateRevision() <= message.getModRevision() && message.getVersion() > 0;
            if (message.getKey().isEmpty() || !possible) {
                throw new IllegalArgumentException("the record at revision " + position.revision()
                        + " has no key, or revisions that cannot be");
            }
            byte[] key = message.getKey().toByteArray();
            return new Positioned(position, deleted
                    ? new Record(key, NOTHING, 0, 0, 0, true)
                    : new Record(key, message.getValue().toByteArray(), message.getCreateRevision(),
                            message.getVersion(), message.getLease(), false));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "the record at revision " + position.revision() + " is no message: " + e.getMessage(), e);
        }
    }
}
