package dev.coracle.apiserver.heap;

/** The {@link TreeWeight} of CBOR, by the heads of its items one after the other: how they nest does not matter. What is malformed is reckoned up to there. Source: RFC 8949. */
final class CborWeight {

    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int INDEFINITE = 31;

    private CborWeight() {}

    static long of(byte[] cbor) {
        long weight = TreeWeight.BYTE * cbor.length;
        long at = 0;
        while (at < cbor.length) {
            int head = cbor[(int) at] & 0xff;
            int major = head >> 5;
            int more = argumentBytes(head & 31);
            weight += switch (major) {
                case BYTES, TEXT -> TreeWeight.MEMBER; // it may be a name
                case ARRAY -> TreeWeight.ARRAY;
                case MAP -> TreeWeight.OBJECT;
                default -> TreeWeight.ITEM;
            };
            long next = at + 1 + more;
            at = major == BYTES || major == TEXT ? next + length(cbor, (int) at, more) : next;
        }
        return weight;
    }

    private static int argumentBytes(int information) {
        return information >= 24 && information < 28 ? 1 << information - 24 : 0;
    }

    /** Of a string. What is beyond the end ends the walk. */
    private static long length(byte[] cbor, int at, int more) {
        int information = cbor[at] & 31;
        if (more == 0) {
            return information == INDEFINITE ? 0 : information;
        }
        long length = 0;
        for (int i = at + 1; i <= at + more && i < cbor.length; i++) {
            length = length << 8 | cbor[i] & 0xff;
        }
        return length < 0 || length > cbor.length ? cbor.length : length;
    }
}
