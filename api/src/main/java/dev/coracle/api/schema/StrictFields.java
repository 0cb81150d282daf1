package dev.coracle.api.schema;

import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.JsonSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The unknown fields, by name: as in a tree of Go's, which has no other order. */
    public static List<String> unknown(ObjectNode object, Schema schema) {
        List<String> found = new ArrayList<>();
        unknown(object, schema, FieldPath.root(), found);
        return found;
    }

    /**
     * Whether {@link #find} is certain to find nothing in the document that this tree was read from, by a look at the tree.
     *
     * @param once whether each name stands once in its object: {@link #namesOnce}
     */
    public static boolean clean(ObjectNode object, Schema schema, boolean once) {
        return once && known(object, schema);
    }

    /** Whether no object of the document has a name twice. @param tree as it was read from the document: it has each name once */
    public static boolean namesOnce(byte[] json, JsonNode tree) {
        return JsonSyntax.names(json) == names(tree);
    }

    private static int names(JsonNode value) {
        int count = value.isObject() ? value.size() : 0;
        for (JsonNode child : value) {
            count += child.isContainer() ? names(child) : 0;
        }
        return count;
    }

    /** As {@link Walk} goes: what is below a schema that says nothing of its fields is not looked at. */
    private static boolean known(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            if (schema.properties().isEmpty() && schema.additionalProperties().isEmpty()) {
                return true;
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Optional<Schema> child = schema.child(field.getKey());
                if (child.isEmpty() || field.getValue().isContainer() && !known(field.getValue(), child.get())) {
                    return false;
                }
            }
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            for (JsonNode item : array) {
                if (!known(item, schema.items().get())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void unknown(JsonNode value, Schema schema, FieldPath path, List<String> found) {
        if (found.size() >= LIMIT) {
            return;
        }
        if (value instanceof ObjectNode object
                && (schema.type() == Schema.Type.OBJECT || !schema.properties().isEmpty())) {
            boolean open = schema.preserveUnknownFields() || schema.additionalProperties().isPresent()
                    || schema.properties().isEmpty();
            List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
            fields.sort(Map.Entry.comparingByKey());
            for (Map.Entry<String, JsonNode> field : fields) {
                FieldPath below = path.child(field.getKey());
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
                unknown(item, schema.items().get(), path.index(index++), found);
            }
        }
    }

    /**
     * The unknown and duplicate fields of a JSON document, in order, each once; what is below an unknown field is not looked at. Empty for
     * what is no JSON.
     */
    public static List<String> find(byte[] json, Schema schema) {
        return new Walk(false).over(json, schema);
    }

    /** The fields of a JSON document that stand more than once in their object, in order, each once. */
    public static List<String> duplicates(byte[] json) {
        return new Walk(true).over(json, Schema.anything());
    }

    /** One pass over the tokens. The parser bounds the depth. */
    private static final class Walk {
        private final boolean everywhere;
        private final Set<String> found = new LinkedHashSet<>();

        /** @param everywhere whether what the schema does not know is gone into */
        Walk(boolean everywhere) {
            this.everywhere = everywhere;
        }

        List<String> over(byte[] json, Schema schema) {
            try (JsonParser parser = Json.parser(json)) {
                if (parser.nextToken() != null) {
                    value(parser, schema, "");
                }
            } catch (JacksonException malformed) {
                return List.copyOf(found);
            }
            return List.copyOf(found);
        }

        private void report(String kind, String path) {
            if (found.size() < LIMIT) {
                found.add(kind + " field \"" + path + "\"");
            }
        }

        private void value(JsonParser parser, Schema schema, String path) {
            switch (parser.currentToken()) {
                case START_OBJECT -> {
                    if (everywhere || !schema.properties().isEmpty() || schema.additionalProperties().isPresent()) {
                        object(parser, schema, path);
                    } else {
                        parser.skipChildren();
                    }
                }
                case START_ARRAY -> {
                    if (everywhere || schema.items().isPresent()) {
                        Schema items = schema.items().orElse(Schema.anything());
                        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                            value(parser, items, path + "[" + i + "]");
                        }
                    } else {
                        parser.skipChildren();
                    }
                }
                default -> {
                }
            }
        }

        private void object(JsonParser parser, Schema schema, String path) {
            Set<String> names = new HashSet<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                String below = path.isEmpty() ? name : path + "." + name;
                Optional<Schema> known = everywhere ? Optional.of(Schema.anything()) : schema.child(name);
                parser.nextToken();
                if (known.isEmpty()) {
                    report("unknown", below);
                    parser.skipChildren();
                    continue;
                }
                if (!names.add(name)) {
                    report("duplicate", below);
                }
                value(parser, known.get(), below);
            }
        }
    }
}
