package dev.coracle.api.gotypes;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldPath;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a built-in's tree has JSON of the right types, and if not, what Go's decoder would say. */
public final class TypeCheck {

    private static final String TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    private static final String MICRO_TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";

    private TypeCheck() {}

    /** The first mismatch, as {@code json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container}. */
    public static Optional<String> mismatch(ObjectNode object, Schema schema) {
        return inObject(object, schema, FieldPath.root(), goName(schema));
    }

    private static Optional<String> inObject(ObjectNode object, Schema schema, FieldPath path,
            String struct) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Optional<Schema> property = schema.property(field.getKey());
            Optional<Schema> known = property.or(schema::additionalProperties);
            if (known.isEmpty() || field.getValue().isNull() || isText(field.getValue(), known.get())) {
                continue; // most end here, and need no path
            }
            FieldPath below = property.isEmpty() ? path : below(path, schema, field.getKey());
            Optional<String> wrong = inValue(field.getValue(), known.get(), below, struct);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static FieldPath below(FieldPath path, Schema schema, String field) {
        String prefix = Embedded.prefix(schema, field);
        return path.child(prefix.isEmpty() ? field : prefix + field);
    }

    private static Optional<String> inValue(JsonNode value, Schema schema, FieldPath path, String struct) {
        if (value.isNull() || isText(value, schema)) {
            return Optional.empty();
        }
        if (schema.isQuantity()) {
            return quantity(value);
        }
        String ref = schema.refName().orElse("");
        if (ref.equals(TIME) || ref.equals(MICRO_TIME)) {
            return time(value, path, struct, schema);
        }
        boolean fits = switch (schema.type()) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isString();
            case BOOLEAN -> value.isBoolean();
            case INTEGER -> value.isIntegralNumber() && inRange(value, schema.format());
            case NUMBER -> value.isNumber();
            case INT_OR_STRING -> value.isString() || value.isIntegralNumber() && inRange(value, "int32");
            case ANY -> true;
        };
        if (!fits) {
            return Optional.of(
                    "json: cannot unmarshal " + jsonType(value, schema) + " into Go struct field " + struct + "." + path
                            + " of type " + goType(schema));
        }
        if (value.isString() && schema.format().equals("byte")) {
            OptionalInt corrupt = GoBase64.corruptAt(value.stringValue());
            return corrupt.isEmpty()
                    ? Optional.empty()
                    : Optional.of("illegal base64 data at input byte " + corrupt.getAsInt());
        }
        if (value instanceof ObjectNode object) {
            return inObject(object, schema, path, schema.properties().isEmpty() ? struct : goName(schema));
        }
        if (value instanceof ArrayNode array && schema.items().isPresent()) {
            for (JsonNode item : array) {
                Optional<String> wrong = inValue(item, schema.items().get(), path, struct);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    /** A text where any text will do. */
    private static boolean isText(JsonNode value, Schema schema) {
        return value.isString() && schema.type() == Schema.Type.STRING && schema.format().isEmpty();
    }

    private static boolean inRange(JsonNode value, String format) {
        return format.equals("int32") ? value.canConvertToInt() : value.canConvertToLong();
    }

    private static Optional<String> quantity(JsonNode value) {
        String text = value.isString() || value.isNumber() ? value.asString().strip() : "";
        return Quantity.tryParse(text).isPresent() ? Optional.empty() : Optional.of(Quantity.whyNot(text));
    }

    private static Optional<String> time(JsonNode value, FieldPath path, String struct, Schema schema) {
        if (!value.isString()) {
            return Optional.of(
                    "json: cannot unmarshal " + jsonType(value, schema) + " into Go struct field " + struct + "." + path
                            + " of type string");
        }
        return GoTimes.mismatch(value.stringValue(), schema.refName().orElse("").equals(MICRO_TIME));
    }

    private static String jsonType(JsonNode value, Schema wanted) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> wanted.type() == Schema.Type.INTEGER || wanted.type() == Schema.Type.INT_OR_STRING
                    ? "number " + value.asString()
                    : "number";
            case ARRAY -> "array";
            default -> "object";
        };
    }

    /** As Go names the type: {@code []v1.Container}, {@code map[string]string}, {@code int32}. */
    private static String goType(Schema schema) {
        return switch (schema.type()) {
            case ARRAY -> "[]" + schema.items().map(TypeCheck::goType).orElse("interface {}");
            case OBJECT ->
                schema.additionalProperties()
                        .map(v -> v.isQuantity() ? "v1.ResourceList" : "map[string]" + goType(v))
                        .orElseGet(() -> qualified(schema));
            case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
            case BOOLEAN -> "bool";
            case INTEGER -> schema.format().isEmpty() ? "int64" : schema.format();
            case NUMBER -> "float64";
            case INT_OR_STRING -> "int32";
            case ANY -> "interface {}";
        };
    }

    private static String qualified(Schema schema) {
        String[] parts = schema.refName().orElse("object").split("\\.");
        return parts.length < 2 ? parts[0] : parts[parts.length - 2] + "." + parts[parts.length - 1];
    }

    private static String goName(Schema schema) {
        String name = schema.refName().orElse("");
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
