package dev.coracle.api.apply.fields;

import java.math.BigDecimal;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Equality and order of JSON values that do not depend on how a number happens to be held. */
public final class Values {

    private Values() {}

    /** Whether two values are the same JSON: 1 and 1.0 are, as are objects whose fields stand in another order. */
    public static boolean equal(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null || a.isNull() || b.isNull()) {
            return isNull(a) && isNull(b);
        }
        if (a.isNumber() && b.isNumber()) {
            return compareNumbers(a, b) == 0;
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size() && equalFields(a, b);
        }
        if (a.isArray() && b.isArray()) {
            return a.size() == b.size() && equalItems(a, b);
        }
        return a.equals(b);
    }

    private static boolean equalFields(JsonNode a, JsonNode b) {
        for (var field : a.properties()) {
            JsonNode other = b.get(field.getKey());
            if (other == null || !equal(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalItems(JsonNode a, JsonNode b) {
        Iterator<JsonNode> others = b.iterator();
        for (JsonNode item : a) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    public static boolean isNull(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }

    /** Numbers before strings before booleans before the rest. Source: structured-merge-diff's order of values. */
    static int compare(JsonNode a, JsonNode b) {
        int byKind = Integer.compare(rank(a), rank(b));
        if (byKind != 0) {
            return byKind;
        }
        if (a.isNumber()) {
            return compareNumbers(a, b);
        }
        if (a.isString()) {
            return a.stringValue().compareTo(b.stringValue());
        }
        if (a.isBoolean()) {
            return Boolean.compare(a.booleanValue(), b.booleanValue());
        }
        return equal(a, b) ? 0 : a.toString().compareTo(b.toString());
    }

    private static int rank(JsonNode node) {
        if (node.isNumber()) {
            return 0;
        }
        if (node.isString()) {
            return 1;
        }
        return node.isBoolean() ? 2 : 3;
    }

    private static int compareNumbers(JsonNode a, JsonNode b) {
        if (a.canConvertToLong() && b.canConvertToLong() && a.isIntegralNumber() && b.isIntegralNumber()) {
            return Long.compare(a.longValue(), b.longValue());
        }
        BigDecimal left = a.decimalValue();
        return left.compareTo(b.decimalValue());
    }

    /** A hash that agrees with {@link #equal} for scalars. */
    static int hash(JsonNode node) {
        if (node.isNumber()) {
            return Double.hashCode(node.doubleValue());
        }
        return node.isString() ? node.stringValue().hashCode() : rank(node);
    }
}
