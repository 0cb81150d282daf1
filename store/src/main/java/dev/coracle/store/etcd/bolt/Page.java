package dev.coracle.store.etcd.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A page: a header of 16 bytes (id 8, flags 2, count 2, overflow 4: so many pages more belong to it), then {@code count} elements of 16 bytes,
 * then the keys and values that they point to, counted from the element itself. An element of a leaf is flags, position, length of key, length
 * of value (4 bytes each); of a branch: position, length of key (4 each), page (8). Everything is little-endian.
 */
final class Page {

    static final int BRANCH = 1;
    static final int LEAF = 2;
    static final int META = 4;
    static final int FREELIST = 0x10;
    static final int HEADER = 16;
    static final int ELEMENT = 16;
    /** An element of a leaf that is a bucket. */
    static final int BUCKET = 1;

    private Page() {}

    /** A buffer of {@code bytes} that begins with a header, positioned behind it. */
    static ByteBuffer header(int bytes, long id, int flags, int count, int overflow) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(id).putShort((short) flags)
                .putShort((short) count).putInt(overflow);
    }
}
