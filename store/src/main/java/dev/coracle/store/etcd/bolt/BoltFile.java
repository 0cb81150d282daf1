package dev.coracle.store.etcd.bolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bbolt file that is read and never written. Nothing in it is believed: sizes, places and counts are held against the file, no page is
 * visited twice, trees are no deeper than any real one, and keys must ascend. Not safe for use by several threads.
 */
public final class BoltFile implements Closeable {

    /** Hears the entries of a bucket in order. */
    public interface Each {
        void entry(byte[] key, byte[] value) throws IOException;
    }

    private static final int MAX_DEPTH = 48;
    /** No value that etcd takes is nearly as large. */
    private static final int MAX_PAGE_BYTES = 64 << 20;
    private static final int MAX_BUCKETS = 1000;

    private final FileChannel file;
    private final BoltMeta meta;
    private final BitSet visited = new BitSet();
    private final Map<String, byte[]> buckets = new LinkedHashMap<>();

    private BoltFile(FileChannel file, long bytes) throws IOException {
        this.file = file;
        this.meta = meta(file, bytes);
        if (meta.highWater() < 2 || meta.highWater() > bytes / meta.pageSize()
                || meta.highWater() > Integer.MAX_VALUE) {
            throw new DamagedBoltException(
                    "it should have " + meta.highWater() + " pages, and is " + bytes + " bytes long");
        }
        walk(meta.root(), 0, new Order((flags, key, value) -> {
            if (flags != Page.BUCKET || value.length < 16 || buckets.size() == MAX_BUCKETS) {
                throw new DamagedBoltException("something else than buckets at the root");
            }
            buckets.put(new String(key, StandardCharsets.UTF_8), value);
        }));
    }

    /**
     * @param bytes how much of the file is bbolt's; what follows is not looked at
     * @throws DamagedBoltException if it is no bbolt file
     */
    public static BoltFile open(Path path, long bytes) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new BoltFile(file, Math.min(bytes, file.size()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static BoltMeta meta(FileChannel file, long bytes) throws IOException {
        Optional<BoltMeta> first = metaAt(file, 0);
        Optional<BoltMeta> newest = first;
        for (int size = 512; size <= 1 << 16 && size < bytes; size <<= 1) {
            Optional<BoltMeta> second = metaAt(file, size);
            boolean fits = second.isPresent() && second.get().pageSize() == size
                    && first.map(m -> m.pageSize() == second.get().pageSize()).orElse(true);
            if (fits && newest.map(m -> m.transaction() < second.get().transaction()).orElse(true)) {
                newest = second;
            }
        }
        return newest.orElseThrow(() -> new DamagedBoltException("neither of its first two pages is sound"));
    }

    private static Optional<BoltMeta> metaAt(FileChannel file, long at) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(Page.HEADER + BoltMeta.BYTES);
        while (page.hasRemaining() && file.read(page, at + page.position()) > 0) {
            // Reads go on until the buffer is full or the file ends.
        }
        return BoltMeta.read(page.flip());
    }

    public boolean has(String bucket) {
        return buckets.containsKey(bucket);
    }

    /** Calls {@code each} for all entries of a bucket, in order; for none if there is no such bucket. */
    public void forEach(String bucket, Each each) throws IOException {
        byte[] header = buckets.get(bucket);
        if (header == null) {
            return;
        }
        visited.clear();
        Order order = new Order((flags, key, value) -> {
            if (flags != 0) {
                throw new DamagedBoltException("a bucket inside of bucket " + bucket);
            }
            each.entry(key, value);
        });
        long root = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (root == 0) {
            // A small bucket's only leaf lies in the entry itself.
            leaf(ByteBuffer.wrap(header, 16, header.length - 16).slice().order(ByteOrder.LITTLE_ENDIAN), order);
        } else {
            walk(root, 0, order);
        }
    }

    private interface Taker {
        void entry(int flags, byte[] key, byte[] value) throws IOException;
    }

    /** Sees to it that keys ascend. */
    private static final class Order {
        private final Taker taker;
        private byte[] last = new byte[0];
        private boolean any;

        Order(Taker taker) {
            this.taker = taker;
        }

        void take(int flags, byte[] key, byte[] value) throws IOException {
            if (any && java.util.Arrays.compareUnsigned(last, key) >= 0) {
                throw new DamagedBoltException("keys out of order");
            }
            any = true;
            last = key;
            taker.entry(flags, key, value);
        }
    }

    private void walk(long id, int depth, Order order) throws IOException {
        ByteBuffer page = page(id, depth);
        int flags = page.getShort(8) & 0xffff;
        if (flags == Page.LEAF) {
            leaf(page, order);
        } else if (flags == Page.BRANCH) {
            int count = count(page);
            for (int i = 0; i < count; i++) {
                walk(page.getLong(Page.HEADER + i * Page.ELEMENT + 8), depth + 1, order);
            }
        } else {
            throw new DamagedBoltException("page " + id + " has the unexpected flags " + flags);
        }
    }

    private ByteBuffer page(long id, int depth) throws IOException {
        if (id < 2 || id >= meta.highWater() || depth > MAX_DEPTH || visited.get((int) id)) {
            throw new DamagedBoltException("page " + id + " has no place in the tree");
        }
        visited.set((int) id);
        ByteBuffer header = read(id, Page.HEADER);
        long more = header.getInt(12) & 0xffffffffL;
        long bytes = (more + 1) * meta.pageSize();
        if (header.getLong(0) != id || id + more >= meta.highWater() || bytes > MAX_PAGE_BYTES) {
            throw new DamagedBoltException("page " + id + " claims to be page " + header.getLong(0) + " with " + more
                    + " more");
        }
        return read(id, (int) bytes);
    }

    private ByteBuffer read(long id, int bytes) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = id * meta.pageSize();
        while (page.hasRemaining()) {
            if (file.read(page, at + page.position()) <= 0) {
                throw new DamagedBoltException("it ends within page " + id);
            }
        }
        return page.flip();
    }

    private static int count(ByteBuffer page) throws IOException {
        int count = page.limit() < Page.HEADER ? 0 : page.getShort(10) & 0xffff;
        if (Page.HEADER + count * Page.ELEMENT > Math.max(Page.HEADER, page.limit())) {
            throw new DamagedBoltException("a page has more elements than fit");
        }
        return count;
    }

    private static void leaf(ByteBuffer page, Order order) throws IOException {
        int count = count(page);
        for (int i = 0; i < count; i++) {
            int at = Page.HEADER + i * Page.ELEMENT;
            long key = at + (page.getInt(at + 4) & 0xffffffffL);
            long value = key + (page.getInt(at + 8) & 0xffffffffL);
            long end = value + (page.getInt(at + 12) & 0xffffffffL);
            if (end > page.limit()) {
                throw new DamagedBoltException("an entry reaches beyond its page");
            }
            order.take(page.getInt(at), slice(page, key, value), slice(page, value, end));
        }
    }

    private static byte[] slice(ByteBuffer page, long from, long to) {
        byte[] bytes = new byte[(int) (to - from)];
        page.get((int) from, bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
