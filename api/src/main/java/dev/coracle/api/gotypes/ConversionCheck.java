package dev.coracle.api.gotypes;

import dev.coracle.api.schema.Schema;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** As {@link TypeCheck}, in the words of the converter from trees to structs, through which strategic merge patches go. */
public final class ConversionCheck {

    private ConversionCheck() {}

    /** The first mismatch, such as {@code cannot restore slice from string}. */
    public static Optional<String> mismatch(JsonNode value, Schema schema) {
        if (value.isNull()) {
            return Optional.empty();
        }
        String kind = kind(value);
        return switch (schema.type()) {
            case OBJECT -> value instanceof ObjectNode object
                    ? fields(object, schema)
                    : Optional.of(schema.additionalProperties().isPresent()
                            ? "cannot restore map from " + kind
                            : "cannot restore struct from: " + kind);
            case ARRAY -> value instanceof ArrayNode array
                    ? items(array, schema)
                    : Optional.of("cannot restore slice from " + kind);
            case STRING -> value.isString() || value.isContainer()
                    ? Optional.empty()
                    : Optional.of("cannot convert " + kind + " to string");
            case INTEGER -> value.isIntegralNumber()
                    ? Optional.empty()
                    : Optional.of("unrecognized type: " + (schema.format().isEmpty() ? "int64" : schema.format()));
            case BOOLEAN -> value.isBoolean() ? Optional.empty() : Optional.of("unrecognized type: bool");
            case NUMBER, INT_OR_STRING, ANY -> Optional.empty();
        };
    }

    private static Optional<String> fields(ObjectNode object, Schema schema) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Optional<String> wrong = schema.child(field.getKey())
                    .flatMap(child -> mismatch(field.getValue(), child));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> items(ArrayNode array, Schema schema) {
        for (JsonNode item : array) {
            Optional<String> wrong = schema.items().flatMap(items -> mismatch(item, items));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
            case ARRAY -> "slice";
            default -> "map";
        };
    }
}
