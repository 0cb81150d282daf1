package dev.coracle.apiserver.heap;

/**
 * The {@link TreeWeight} of protobuf, without knowing its types: whatever could be a message is taken for one. A text that could be one too is reckoned too heavy, which costs a
 * wait at worst. Source: the protobuf encoding specification.
 */
final class ProtobufWeight {

    private static final int MAGIC = 4;
    private static final int DEEPEST = 64;
    private static final long NONE = -1;

    private final byte[] bytes;
    private int at;

    private ProtobufWeight(byte[] bytes) {
        this.bytes = bytes;
    }

    static long of(byte[] body) {
        long weight = TreeWeight.BYTE * body.length;
        ProtobufWeight walk = new ProtobufWeight(body);
        walk.at = Math.min(MAGIC, body.length);
        long fields = walk.fields(body.length, 0);
        return weight + (fields == NONE ? 0 : fields); // who decodes it refuses it
    }

    /** What the fields up to {@code end} weigh; {@link #NONE} if these are no fields. */
    private long fields(int end, int depth) {
        long weight = 0;
        while (at < end) {
            long tag = varint(end);
            long field = tag >>> 3 == 0 ? NONE : field((int) tag & 7, end, depth);
            if (field == NONE) {
                return NONE;
            }
            weight += field;
        }
        return weight;
    }

    private long field(int wireType, int end, int depth) {
        switch (wireType) {
            case 0 -> {
                return varint(end) == NONE ? NONE : TreeWeight.MEMBER;
            }
            case 1, 5 -> {
                at += wireType == 1 ? 8 : 4;
                return at > end ? NONE : TreeWeight.MEMBER;
            }
            case 2 -> {
                long length = varint(end);
                if (length < 0 || length > end - at) {
                    return NONE;
                }
                return delimited(at + (int) length, depth);
            }
            default -> {
                return NONE;
            }
        }
    }

    private long delimited(int end, int depth) {
        int begin = at;
        long inside = depth < DEEPEST ? fields(end, depth + 1) : NONE;
        at = end;
        boolean text = inside == NONE && begin < end;
        return TreeWeight.MEMBER + (text ? 0 : TreeWeight.OBJECT + Math.max(0, inside));
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < 64 && at < end; shift += 7) {
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value < 0 ? NONE : value;
            }
        }
        return NONE;
    }
}
