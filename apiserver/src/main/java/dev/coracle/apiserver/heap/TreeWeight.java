package dev.coracle.apiserver.heap;

import dev.coracle.api.tree.Json;
import java.util.Locale;

/**
 * How much of the heap a document takes at most while it is handled, reckoned by what its bytes are the signs of: each object, member and item becomes a node, of which there are
 * several copies (what was sent, what is stored, what it was, who owns it) and what defaults and complaints add. A string is little more than its bytes; three bytes that are an empty
 * object are hundreds. The figures are the worst that was measured of any kind ({@code docs/overload.md}), rounded up.
 */
public final class TreeWeight {

    /** Of one byte of text in all its copies, and in the answer. */
    static final long BYTE = 8;
    /** Of an object, with what defaults put into it and what is said of what is missing. */
    static final long OBJECT = 2048;
    /** Of a member, with its name and its owner. */
    static final long MEMBER = 512;
    static final long ARRAY = 256;
    static final long ITEM = 48;
    /** What YAML's reader makes of a node before it is one of ours, and its printer after that. */
    static final long YAML_NODE = 640;

    private TreeWeight() {}

    /** @param contentType without parameters @return in bytes */
    public static long of(String contentType, byte[] body) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.endsWith("cbor")) {
            return CborWeight.of(body);
        }
        if (type.endsWith("protobuf")) {
            return ProtobufWeight.of(body);
        }
        return type.endsWith("yaml") ? ofText(body) : json(body);
    }

    /** Of JSON. What is none, is reckoned by the signs in it, what is too deep only as far as it will be read. */
    public static long json(byte[] json) {
        long weight = BYTE * json.length;
        boolean quoted = false;
        int depth = 0;
        for (int i = 0; i < json.length && depth <= Json.MAX_DEPTH; i++) {
            byte b = json[i];
            if (quoted) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else {
                weight += sign(b);
                depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
            }
        }
        return weight;
    }

    private static long sign(byte b) {
        return switch (b) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case ':' -> MEMBER;
            case ',' -> ITEM;
            default -> 0;
        };
    }

    /** Of YAML, or of JSON that is to be printed as YAML. Quotes say little there: signs count wherever they stand, and each line may be an object. */
    public static long ofText(byte[] yaml) {
        long weight = BYTE * yaml.length;
        for (byte b : yaml) {
            long sign = b == '\n' ? MEMBER : b == '-' ? ITEM : sign(b);
            weight += sign == 0 ? 0 : sign + YAML_NODE;
        }
        return weight;
    }
}
