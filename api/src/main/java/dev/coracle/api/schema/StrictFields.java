package dev.coracle.api.schema;

import dev.coracle.api.tree.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What strict decoding finds: fields that the schema does not know, and fields that stand twice. The messages are those of kube-apiserver's
 * field validation ({@code unknown field "spec.x"}, {@code duplicate field "spec.x"}). At most {@link #LIMIT} are reported.
 */
public final class StrictFields {

    public static final int LIMIT = 100;

    private StrictFields() {}

    /** The unknown fields, in order. */
    public static List<String> unknown(ObjectNode object, Schema schema) {
        List<String> found = new ArrayList<>();
        unknown(object, schema, "", found);
        return found;
    }

    private static void unknown(JsonNode value, Schema schema, String path, List<String> found) {
        if (found.size() >= LIMIT) {
            return;
        }
        if (value instanceof ObjectNode object
                && (schema.type() == Schema.Type.OBJECT || !schema.properties().isEmpty())) {
            boolean open = schema.preserveUnknownFields() || schema.additionalProperties().isPresent()
                    || schema.properties().isEmpty();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                var known = schema.child(field.getKey());
                if (known.isPresent()) {
                    unknown(field.getValue(), known.get(), below, found);
                } else if (!open && found.size() < LIMIT) {
                    found.add("unknown field \"" + below + "\"");
                }
            }
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            int index = 0;
            for (JsonNode item : array) {
                unknown(item, schema.items().get(), path + "[" + index++ + "]", found);
            }
        }
    }

    private static final class Level {
        final String path;
        final boolean array;
        final Set<String> names = new HashSet<>();
        int index = -1;
        String field = "";

        Level(String path, boolean array) {
            this.path = path;
            this.array = array;
        }

        String here() {
            return array ? path + "[" + index + "]" : path.isEmpty() ? field : path + "." + field;
        }
    }

    /** The fields of a JSON document that stand more than once in their object, each once, in order. */
    public static List<String> duplicates(byte[] json) {
        List<String> found = new ArrayList<>();
        Deque<Level> levels = new ArrayDeque<>();
        try (JsonParser parser = Json.parser(json)) {
            for (JsonToken token = parser.nextToken(); token != null
                    && found.size() < LIMIT; token = parser.nextToken()) {
                Level level = levels.peek();
                if (level != null && level.array && token != JsonToken.END_ARRAY) {
                    level.index++;
                }
                switch (token) {
                    case START_OBJECT -> levels.push(new Level(level == null ? "" : level.here(), false));
                    case START_ARRAY -> levels.push(new Level(level == null ? "" : level.here(), true));
                    case END_OBJECT, END_ARRAY -> levels.pop();
                    case PROPERTY_NAME -> name(levels.getFirst(), parser.currentName(), found);
                    default -> {
                    }
                }
            }
        } catch (JacksonException malformed) {
            return found;
        }
        return found;
    }

    private static void name(Level level, String name, List<String> found) {
        level.field = name;
        if (!level.names.add(name)) {
            String message = "duplicate field \"" + level.here() + "\"";
            if (!found.contains(message)) {
                found.add(message);
            }
        }
    }
}
