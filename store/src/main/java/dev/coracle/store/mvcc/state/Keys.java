package dev.coracle.store.mvcc.state;

import java.util.Arrays;

/** Ranges of keys: from a first key to an end, which is not in it; an empty end is the end of all keys. */
public final class Keys {

    private Keys() {}

    /** Whether the range can hold no key but {@code from}. */
    public static boolean isOne(byte[] from, byte[] to) {
        return to.length == from.length + 1 && to[from.length] == 0
                && Arrays.equals(from, 0, from.length, to, 0, from.length);
    }

    /** Whether the range is all keys that begin with {@code from}. */
    public static boolean isPrefix(byte[] from, byte[] to) {
        int last = from.length - 1;
        while (last >= 0 && from[last] == (byte) 0xff) {
            last--;
        }
        return last >= 0 && to.length == last + 1 && Arrays.equals(from, 0, last, to, 0, last)
                && to[last] == (byte) (from[last] + 1);
    }

    /** Whether the key is in the range. */
    public static boolean holds(byte[] from, byte[] to, byte[] key) {
        return Arrays.compareUnsigned(key, from) >= 0 && (to.length == 0 || Arrays.compareUnsigned(key, to) < 0);
    }
}
