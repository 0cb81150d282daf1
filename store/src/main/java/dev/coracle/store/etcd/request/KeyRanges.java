package dev.coracle.store.etcd.request;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of ranges of keys; those that meet become one. So asking whether a key is in it takes a logarithm of their number, however many
 * ranges a hostile request names. Not safe for use by several threads.
 */
final class KeyRanges {

    static final Comparator<ByteString> BY_BYTES = ByteString.unsignedLexicographicalComparator();
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /** Where a range ends: before a key, or never. */
    private record End(boolean never, ByteString key) {
        boolean isAfter(ByteString other) {
            return never || BY_BYTES.compare(key, other) > 0;
        }

        boolean reaches(ByteString other) {
            return never || BY_BYTES.compare(key, other) >= 0;
        }
    }

    private final TreeMap<ByteString, End> ranges = new TreeMap<>(BY_BYTES);

    /** Adds what {@code key} and {@code rangeEnd} mean in a request; a range that ends before it begins is none. */
    void add(ByteString key, ByteString rangeEnd) {
        End end = rangeEnd.isEmpty() ? new End(false, key.concat(ZERO)) : new End(rangeEnd.equals(ZERO), rangeEnd);
        if (end.isAfter(key)) {
            add(key, end);
        }
    }

    void addAll(KeyRanges others) {
        others.ranges.forEach(this::add);
    }

    private void add(ByteString from, End to) {
        ByteString start = from;
        End end = to;
        Map.Entry<ByteString, End> before = ranges.floorEntry(start);
        if (before != null && before.getValue().reaches(start)) {
            start = before.getKey();
            end = later(end, before.getValue());
        }
        for (var next = ranges.ceilingEntry(start); next != null
                && end.reaches(next.getKey()); next = ranges.higherEntry(next.getKey())) {
            end = later(end, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(start, end);
    }

    private static End later(End one, End other) {
        return one.never || !other.never && one.reaches(other.key) ? one : other;
    }

    boolean contains(ByteString key) {
        Map.Entry<ByteString, End> range = ranges.floorEntry(key);
        return range != null && range.getValue().isAfter(key);
    }
}
