package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A write batch as RocksDB has it in its log, made here so that a whole commit crosses into native code once. It is: 8 bytes that RocksDB
 * fills in, the number of entries (4 bytes, little-endian), and for each entry its kind (5 puts, 4 deletes), the column family's id, the
 * key's length, the key and, for a put, the value's length and the value; ids and lengths are varints. Source: the layout described at the
 * head of RocksDB's db/write_batch.cc. Used by one thread.
 */
final class BatchBytes {

    private static final int HEAD = 12;
    private static final int FIRST = 64 * 1024;
    private static final int KEPT = 1 << 20;
    private static final byte DELETE = 4;
    private static final byte PUT = 5;
    /** Kind, family, lengths and a position take no more. */
    private static final int ENTRY = 1 + 5 + 5 + 5 + RecordCodec.POSITION;

    private final int records;
    private final int notes;
    private final int numbers;
    private ByteBuffer out = ByteBuffer.allocate(FIRST);
    private int count;

    /** @param records the id of the column family of records, and so on */
    BatchBytes(int records, int notes, int numbers) {
        this.records = records;
        this.notes = notes;
        this.numbers = numbers;
    }

    byte[] of(List<Change> changes) {
        if (out.capacity() > KEPT) {
            out = ByteBuffer.allocate(FIRST);
        }
        out.clear().position(HEAD);
        count = 0;
        changes.forEach(this::add);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(8, count).order(ByteOrder.BIG_ENDIAN);
        return Arrays.copyOf(out.array(), out.position());
    }

    private void add(Change change) {
        switch (change) {
            case Change.Add add -> {
                putRecord(add.position(), add.record());
                putNote(add.position(), add.record());
            }
            case Change.Remove remove -> {
                delete(records, remove.position());
                delete(notes, remove.position());
            }
            case Change.SetNumber set -> {
                byte[] name = set.name().getBytes(StandardCharsets.UTF_8);
                begin(PUT, numbers, name.length + 8);
                varint(name.length);
                out.put(name);
                varint(8);
                out.putLong(set.value());
            }
            case Change.RemoveNumber remove -> {
                byte[] name = remove.name().getBytes(StandardCharsets.UTF_8);
                begin(DELETE, numbers, name.length);
                varint(name.length);
                out.put(name);
            }
        }
    }

    private void putRecord(Position position, Record record) {
        int size = RecordCodec.recordSize(record);
        begin(PUT, records, size);
        position(position);
        varint(size);
        RecordCodec.putRecord(out, record);
    }

    private void putNote(Position position, Record record) {
        int size = RecordCodec.noteSize(record);
        begin(PUT, notes, size);
        position(position);
        varint(size);
        RecordCodec.putNote(out, record);
    }

    private void delete(int family, Position position) {
        begin(DELETE, family, 0);
        position(position);
    }

    private void begin(byte kind, int family, int size) {
        if (out.remaining() < ENTRY + size) {
            int larger = Math.max(Math.multiplyExact(out.capacity(), 2), Math.addExact(out.position(), ENTRY + size));
            ByteBuffer grown = ByteBuffer.allocate(larger);
            out.flip();
            out = grown.put(out);
        }
        count++;
        out.put(kind);
        varint(family);
    }

    private void position(Position position) {
        varint(RecordCodec.POSITION);
        out.putLong(position.revision()).putInt(position.place());
    }

    private void varint(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            out.put((byte) (left | 0x80));
            left >>>= 7;
        }
        out.put((byte) left);
    }
}
