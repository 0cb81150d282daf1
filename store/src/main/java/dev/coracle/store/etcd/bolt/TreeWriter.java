package dev.coracle.store.etcd.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one bucket's tree from sorted entries. It keeps one unfinished page for each level of the tree: a leaf that is full is written, and
 * its first key and its page go up to the branch above, which is written when that is full, and so on.
 */
public final class TreeWriter {

    /** An element of a page: of a leaf if {@code page} is 0. */
    private record Element(int flags, byte[] key, byte[] value, long page) {
        int bytes() {
            return Page.ELEMENT + key.length + value.length;
        }
    }

    /** The page of a level that is being filled. */
    private static final class Level {
        final List<Element> elements = new ArrayList<>();
        int bytes = Page.HEADER;

        boolean hasRoomFor(Element element) {
            return elements.isEmpty() || bytes + element.bytes() <= BoltWriter.PAGE_SIZE;
        }

        void add(Element element) {
            elements.add(element);
            bytes += element.bytes();
        }
    }

    private static final byte[] NO_VALUE = new byte[0];

    private final BoltWriter file;
    private final List<Level> levels = new ArrayList<>(List.of(new Level()));

    TreeWriter(BoltWriter file) {
        this.file = file;
    }

    /** @param key greater than all before it */
    public void add(byte[] key, byte[] value) throws IOException {
        add(0, key, value);
    }

    void add(int flags, byte[] key, byte[] value) throws IOException {
        add(0, new Element(flags, key, value, 0));
    }

    private void add(int at, Element element) throws IOException {
        if (at == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(at);
        if (!level.hasRoomFor(element)) {
            Element up = write(at, level);
            add(at + 1, up);
        }
        level.add(element);
    }

    /** Writes what is unfinished. @return the root's page */
    long finish() throws IOException {
        for (int at = 0;; at++) {
            Level level = levels.get(at);
            boolean root = at == levels.size() - 1;
            Element up = write(at, level);
            if (root) {
                return up.page;
            }
            // A level below the root wrote a page before, or there would be none above it.
            add(at + 1, up);
        }
    }

    private Element write(int at, Level level) throws IOException {
        long id = file.next();
        int pages = (level.bytes + BoltWriter.PAGE_SIZE - 1) / BoltWriter.PAGE_SIZE;
        ByteBuffer out = Page.header(pages * BoltWriter.PAGE_SIZE, id, at == 0 ? Page.LEAF : Page.BRANCH,
                level.elements.size(), pages - 1);
        int data = Page.HEADER + level.elements.size() * Page.ELEMENT;
        for (Element element : level.elements) {
            int position = data - out.position();
            if (at == 0) {
                out.putInt(element.flags).putInt(position).putInt(element.key.length).putInt(element.value.length);
            } else {
                out.putInt(position).putInt(element.key.length).putLong(element.page);
            }
            data += element.key.length + element.value.length;
        }
        level.elements.forEach(element -> out.put(element.key).put(element.value));
        file.write(out.position(0).limit(out.capacity()));
        byte[] first = level.elements.isEmpty() ? NO_VALUE : level.elements.getFirst().key;
        level.elements.clear();
        level.bytes = Page.HEADER;
        return new Element(0, first, NO_VALUE, id);
    }
}
