package dev.coracle.api.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reading and writing trees by path without asking at each step whether something is there. A path's elements are field names;
 * what is absent, null or of another type reads as empty.
 */
public final class Trees {

    private Trees() {}

    /** The node at the path. */
    public static Optional<JsonNode> at(JsonNode node, String... path) {
        JsonNode found = find(node, path);
        return found.isMissingNode() ? Optional.empty() : Optional.of(found);
    }

    /** The node at the path; missing if there is none, or a null. */
    private static JsonNode find(JsonNode node, String[] path) {
        JsonNode here = node;
        for (String name : path) {
            JsonNode next = here.get(name);
            if (next == null || next.isNull()) {
                return MissingNode.getInstance();
            }
            here = next;
        }
        return here;
    }

    /** The string at the path, or the empty string. */
    public static String string(JsonNode node, String... path) {
        JsonNode found = find(node, path);
        return found.isString() ? found.stringValue() : "";
    }

    public static Optional<Long> integer(JsonNode node, String... path) {
        JsonNode found = find(node, path);
        return found.isIntegralNumber() ? Optional.of(found.longValue()) : Optional.empty();
    }

    /** The boolean at the path, or false. */
    public static boolean bool(JsonNode node, String... path) {
        JsonNode found = find(node, path);
        return found.isBoolean() && found.booleanValue();
    }

    public static Optional<ObjectNode> object(JsonNode node, String... path) {
        return find(node, path) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    public static Optional<ArrayNode> array(JsonNode node, String... path) {
        return find(node, path) instanceof ArrayNode array ? Optional.of(array) : Optional.empty();
    }

    /** The elements of the array at the path that are objects. */
    public static List<ObjectNode> objects(JsonNode node, String... path) {
        List<ObjectNode> found = new ArrayList<>();
        if (find(node, path) instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (item instanceof ObjectNode object) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    /** The elements of the array at the path that are strings. */
    public static List<String> strings(JsonNode node, String... path) {
        List<String> found = new ArrayList<>();
        if (find(node, path) instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (item.isString()) {
                    found.add(item.stringValue());
                }
            }
        }
        return found;
    }

    /** The object at the path, made (with those above it) where there is none; what is in the way is replaced. */
    public static ObjectNode ensureObject(ObjectNode node, String... path) {
        ObjectNode here = node;
        for (String name : path) {
            here = here.get(name) instanceof ObjectNode next ? next : here.putObject(name);
        }
        return here;
    }

    /** The array {@code name} of {@code node}, made where there is none. */
    public static ArrayNode ensureArray(ObjectNode node, String name) {
        return node.get(name) instanceof ArrayNode array ? array : node.putArray(name);
    }

    /** Sets {@code name} to {@code value} unless the field is there (null counts as absent). */
    public static void setDefault(ObjectNode node, String name, String value) {
        if (isAbsent(node, name)) {
            node.put(name, value);
        }
    }

    /** As the parser would have it: an int where it fits, so that trees compare equal. */
    public static void setDefault(ObjectNode node, String name, long value) {
        if (isAbsent(node, name)) {
            if (value == (int) value) {
                node.put(name, (int) value);
            } else {
                node.put(name, value);
            }
        }
    }

    public static void setDefault(ObjectNode node, String name, boolean value) {
        if (isAbsent(node, name)) {
            node.put(name, value);
        }
    }

    public static boolean isAbsent(ObjectNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull();
    }
}
