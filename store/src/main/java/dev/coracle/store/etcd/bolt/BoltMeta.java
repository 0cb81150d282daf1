package dev.coracle.store.etcd.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the first two pages of a file say; of two sound ones the later transaction counts.
 *
 * @param pageSize  of every page, in bytes
 * @param root      the page of the bucket that holds all buckets
 * @param freelist  the page that lists free pages
 * @param highWater the first page that was never used: how many pages there are
 */
public record BoltMeta(int pageSize, long root, long freelist, long highWater, long transaction) {

    static final int MAGIC = 0xED0CDAED;
    static final int VERSION = 2;
    /** Of the meta, which follows the page's header. */
    static final int BYTES = 64;
    private static final int CHECKED = 56;
    private static final int MIN_PAGE = 512;
    private static final int MAX_PAGE = 1 << 16;

    /** As page {@code id}, 0 or 1. */
    ByteBuffer page(int id) {
        ByteBuffer page = Page.header(pageSize, id, Page.META, 0, 0);
        page.putInt(MAGIC).putInt(VERSION).putInt(pageSize).putInt(0).putLong(root).putLong(0).putLong(freelist)
                .putLong(highWater).putLong(transaction);
        page.putLong(checksum(page, Page.HEADER));
        return page.position(pageSize).flip();
    }

    /** FNV-1a of the meta's first bytes. */
    private static long checksum(ByteBuffer in, int from) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < CHECKED; i++) {
            hash = (hash ^ (in.get(from + i) & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The meta in the first bytes of a page, if there is a sound one. */
    static Optional<BoltMeta> read(ByteBuffer page) {
        if (page.limit() < Page.HEADER + BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = page.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(Page.HEADER);
        boolean known = in.getInt() == MAGIC && in.getInt() == VERSION;
        if (!known) {
            return Optional.empty();
        }
        int pageSize = in.getInt();
        in.getInt();
        long root = in.getLong();
        in.getLong();
        BoltMeta meta = new BoltMeta(pageSize, root, in.getLong(), in.getLong(), in.getLong());
        boolean sound = in.getLong() == checksum(in, Page.HEADER) && pageSize >= MIN_PAGE && pageSize <= MAX_PAGE
                && Integer.bitCount(pageSize) == 1;
        return sound ? Optional.of(meta) : Optional.empty();
    }
}
