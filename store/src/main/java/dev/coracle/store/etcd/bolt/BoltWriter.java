package dev.coracle.store.etcd.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a file from sorted data in one go, without ever going back: leaves first, then the branches above them, the bucket of buckets last.
 * The first pages of a file tell where that is, so a file is made twice: once to {@linkplain #measure measure} it, and once to
 * {@linkplain #write write} it, from the same contents. Nothing of it need be on disk or in memory. Not safe for use by several threads.
 */
public final class BoltWriter {

    static final int PAGE_SIZE = 4096;
    /** Pages 0 and 1 are metas, 2 is an empty list of free pages. */
    private static final int FREELIST = 2;

    /** What is in a file; writes the same each time. */
    public interface Contents {
        void writeTo(BoltWriter file) throws IOException;
    }

    private final PageSink sink;
    private final TreeWriter buckets = new TreeWriter(this);
    private long next = FREELIST + 1;

    private BoltWriter(PageSink sink) {
        this.sink = sink;
    }

    /** Where everything will be, and how large the file: so many pages as the high-water mark says. */
    public static BoltMeta measure(Contents contents) throws IOException {
        return new BoltWriter(pages -> {}).all(contents);
    }

    /** @param measured what {@link #measure} found for the same contents */
    public static void write(BoltMeta measured, Contents contents, PageSink sink) throws IOException {
        sink.write(measured.page(0));
        // The second meta is an older one, so that it is clear which counts.
        sink.write(new BoltMeta(PAGE_SIZE, measured.root(), FREELIST, measured.highWater(),
                measured.transaction() - 1).page(1));
        sink.write(Page.header(PAGE_SIZE, FREELIST, Page.FREELIST, 0, 0).position(PAGE_SIZE).flip());
        if (!new BoltWriter(sink).all(contents).equals(measured)) {
            throw new IOException("the contents changed while they were written");
        }
    }

    private BoltMeta all(Contents contents) throws IOException {
        contents.writeTo(this);
        long root = buckets.finish();
        return new BoltMeta(PAGE_SIZE, root, FREELIST, next, 1);
    }

    /** Fills a bucket: keys in ascending order, each once. */
    public interface Entries {
        void writeTo(TreeWriter bucket) throws IOException;
    }

    /** Adds a bucket; buckets come in the order of their names. */
    public void bucket(String name, Entries entries) throws IOException {
        TreeWriter tree = new TreeWriter(this);
        entries.writeTo(tree);
        ByteBuffer header = ByteBuffer.allocate(16).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(tree.finish())
                .putLong(0);
        buckets.add(Page.BUCKET, name.getBytes(StandardCharsets.UTF_8), header.array());
    }

    /** The id that the next page gets. */
    long next() {
        return next;
    }

    void write(ByteBuffer pages) throws IOException {
        next += pages.remaining() / PAGE_SIZE;
        sink.write(pages);
    }
}
