package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.workload.TemplateHash;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of completion indexes, written as {@code 1,3-5,7}: a run of three or more is a range. Immutable.
 */
final class Indexes {

    static final Indexes NONE = new Indexes(new BitSet());

    private final BitSet bits;

    private Indexes(BitSet bits) {
        this.bits = bits;
    }

    /** Reads {@code text}; what is not below {@code bound}, or not readable, is left out. */
    static Indexes parse(@Nullable String text, int bound) {
        BitSet bits = new BitSet();
        if (text != null && !text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                int dash = part.indexOf('-');
                long first = TemplateHash.number(dash < 0 ? part : part.substring(0, dash)).orElse(-1L);
                long last = dash < 0 ? first : TemplateHash.number(part.substring(dash + 1)).orElse(-1L);
                if (first >= 0 && first <= last && first < bound) {
                    bits.set((int) first, (int) Math.min(last + 1, bound));
                }
            }
        }
        return new Indexes(bits);
    }

    boolean contains(int index) {
        return bits.get(index);
    }

    int size() {
        return bits.cardinality();
    }

    Indexes with(Iterable<Integer> more) {
        BitSet copy = copy();
        more.forEach(copy::set);
        return new Indexes(copy);
    }

    Indexes and(Indexes other) {
        BitSet copy = copy();
        copy.and(other.bits);
        return new Indexes(copy);
    }

    Indexes minus(Indexes other) {
        BitSet copy = copy();
        copy.andNot(other.bits);
        return new Indexes(copy);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int first = bits.nextSetBit(0); first >= 0;) {
            int end = bits.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append(end - first == 2 ? ',' : '-').append(end - 1);
            }
            first = bits.nextSetBit(end);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Indexes indexes && indexes.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    private BitSet copy() {
        return (BitSet) bits.clone();
    }
}
