package dev.coracle.api.cbor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Truth, nothing, and floating point numbers: CBOR's last major type. */
final class Primitives {

    private static final int FALSE = 20;
    private static final int TRUE = 21;
    private static final int NULL = 22;
    private static final int UNDEFINED = 23;
    /** Up to here each whole number has a floating point number of its own. */
    private static final double EXACT = 1L << 53;

    private Primitives() {}

    static CborException notAccepted(MajorType type, String what) {
        return new CborException(
                "cbor: data item of cbor type " + type.words + " is not accepted by protocol: " + what);
    }

    /** @throws CborException for what is not well formed, and for floating point numbers that JSON has no word for */
    static void check(int info, long argument) {
        if (info == 24 && argument < 32) {
            throw new CborException("cbor: invalid simple value " + argument + " for type primitives");
        }
        if (info >= 25) {
            double number = floating(info, argument);
            if (Double.isNaN(number)) {
                throw notAccepted(MajorType.PRIMITIVE, "floating-point NaN");
            }
            if (Double.isInfinite(number)) {
                throw notAccepted(MajorType.PRIMITIVE, "floating-point infinity");
            }
        }
    }

    /** The value; a floating point number that is whole becomes an integer, as it would in JSON. */
    static JsonNode value(int info, long argument) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (info >= 25) {
            double number = floating(info, argument);
            boolean whole = number == Math.rint(number) && Math.abs(number) <= EXACT;
            return whole ? integer((long) number) : nodes.numberNode(number);
        }
        return switch ((int) argument) {
            case FALSE -> nodes.booleanNode(false);
            case TRUE -> nodes.booleanNode(true);
            case NULL, UNDEFINED -> nodes.nullNode();
            default -> throw notAccepted(MajorType.PRIMITIVE, "simple value " + argument + " is not recognized");
        };
    }

    /** As the JSON parser would have it: an int where it fits, so that trees compare equal. */
    static JsonNode integer(long value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
    }

    private static double floating(int info, long bits) {
        return switch (info) {
            case 25 -> Float.float16ToFloat((short) bits);
            case 26 -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
        };
    }
}
