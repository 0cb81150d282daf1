package dev.coracle.api.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An input in several parts: lines of three hyphens are between them, so that inputs can be written by hand. */
final class Parts {

    private static final byte[] BETWEEN = {'\n', '-', '-', '-', '\n'};

    private Parts() {}

    /** Always so many parts; what is missing is empty. */
    static List<byte[]> of(byte[] input, int count) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        while (parts.size() < count - 1) {
            int end = next(input, from);
            parts.add(Arrays.copyOfRange(input, Math.min(from, input.length), Math.min(end, input.length)));
            from = Math.min(end + BETWEEN.length, input.length);
        }
        parts.add(Arrays.copyOfRange(input, from, input.length));
        return parts;
    }

    private static int next(byte[] input, int from) {
        for (int i = from; i + BETWEEN.length <= input.length; i++) {
            if (Arrays.equals(input, i, i + BETWEEN.length, BETWEEN, 0, BETWEEN.length)) {
                return i;
            }
        }
        return input.length;
    }
}
