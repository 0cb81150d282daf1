package dev.coracle.apiserver.verb.write;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether trees say the same: the order of fields does not matter, a null is an absence, and 1 is 1 whatever its Java type. */
final class Equality {

    private Equality() {}

    static boolean same(Optional<JsonNode> a, Optional<JsonNode> b) {
        return a.isPresent() == b.isPresent() && (a.isEmpty() || same(a.get(), b.get()));
    }

    static boolean same(JsonNode a, JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a instanceof ObjectNode left && b instanceof ObjectNode right) {
            return contains(left, right) && contains(right, left);
        }
        if (a instanceof ArrayNode left && b instanceof ArrayNode right) {
            return sameItems(left, right);
        }
        if (a.isNumber() && b.isNumber()) {
            return a.isIntegralNumber() && b.isIntegralNumber() && a.canConvertToLong() && b.canConvertToLong()
                    ? a.longValue() == b.longValue()
                    : a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        return a.equals(b);
    }

    private static boolean contains(ObjectNode whole, ObjectNode part) {
        for (Map.Entry<String, JsonNode> field : part.properties()) {
            JsonNode other = whole.get(field.getKey());
            boolean absent = other == null || other.isNull();
            if (absent ? !field.getValue().isNull() : !same(other, field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameItems(ArrayNode left, ArrayNode right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<JsonNode> others = right.iterator();
        for (JsonNode item : left) {
            if (!same(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    /** Whether anything but the named top-level fields differs. */
    static boolean sameBut(ObjectNode a, ObjectNode b, java.util.Set<String> ignored) {
        ObjectNode left = a.objectNode();
        ObjectNode right = a.objectNode();
        a.properties().stream().filter(f -> !ignored.contains(f.getKey()))
                .forEach(f -> left.set(f.getKey(), f.getValue()));
        b.properties().stream().filter(f -> !ignored.contains(f.getKey()))
                .forEach(f -> right.set(f.getKey(), f.getValue()));
        return same(left, right);
    }
}
