package dev.coracle.api.protobuf;

import dev.coracle.api.tree.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Swagger 2 documents in the protobuf form that Go clients ask {@code /openapi/v2} for. What the form has no field for is left out.
 * Source: gnostic's openapi.v2 protocol.
 */
public final class SwaggerEncoder {

    private final WireWriter out = new WireWriter();

    private SwaggerEncoder() {}

    public static byte[] encode(ObjectNode document) {
        SwaggerEncoder encoder = new SwaggerEncoder();
        encoder.message("Document", document);
        return encoder.out.toBytes();
    }

    private void field(int number, String type, JsonNode value) {
        switch (type) {
            case "string" -> out.string(number, value.asString(""));
            case "bool" -> out.bool(number, value.asBoolean(false));
            case "int" -> out.integer(number, value.asLong(0));
            case "double" -> out.doubling(number, value.asDouble(0));
            default -> {
                int mark = out.mark();
                message(type, value);
                out.message(number, mark);
            }
        }
    }

    /** Messages whose JSON is one of several things have their own forms; all others are their fields. */
    private void message(String type, JsonNode value) {
        boolean reference = value.has("$ref");
        switch (type) {
            case "any" -> out.bytes(2, Json.print(value)); // YAML, of which JSON is a part
            case "Additional" -> field(value.isBoolean() ? 2 : 1, value.isBoolean() ? "bool" : "Schema", value);
            case "Types" -> each(1, "string", value);
            case "Items" -> each(1, "Schema", value);
            case "AnySchema" -> field(1, "Schema", value);
            case "AnyResponse" -> field(reference ? 2 : 1, reference ? "Reference" : "Response", value);
            case "AnyParameter" -> field(reference ? 2 : 1, reference ? "Reference" : "Parameter", value);
            case "Parameter" -> {
                boolean body = value.path("in").asString("").equals("body");
                field(body ? 1 : 2, body ? "Body" : "NotBody", value);
            }
            case "NotBody" -> {
                switch (value.path("in").asString("")) {
                    case "header" -> field(1, "Path", value);
                    case "formData" -> field(2, "Query", value);
                    case "path" -> field(4, "Path", value);
                    default -> field(3, "Query", value);
                }
            }
            default -> fields(Objects.requireNonNull(SwaggerMessages.fields(type), type), value);
        }
    }

    private void fields(List<SwaggerMessages.Field> fields, JsonNode value) {
        for (SwaggerMessages.Field field : fields) {
            switch (field.json()) {
                case SwaggerMessages.REST -> named(field, value, name -> !name.startsWith(SwaggerMessages.EXTENSIONS));
                case SwaggerMessages.EXTENSIONS -> named(field, value,
                        name -> name.startsWith(SwaggerMessages.EXTENSIONS));
                default -> {
                    if (value.get(field.json()) instanceof JsonNode given) {
                        if (field.repeated()) {
                            each(field.number(), field.type(), given);
                        } else {
                            field(field.number(), field.type(), given);
                        }
                    }
                }
            }
        }
    }

    private void each(int number, String type, JsonNode values) {
        if (!values.isArray()) {
            field(number, type, values);
            return;
        }
        for (int i = values.size() - 1; i >= 0; i--) {
            field(number, type, values.get(i));
        }
    }

    /** A map is a list of messages with a name and a value. */
    private void named(SwaggerMessages.Field field, JsonNode value, Predicate<String> which) {
        for (Map.Entry<String, JsonNode> entry : List.copyOf(value.properties()).reversed()) {
            if (which.test(entry.getKey())) {
                int mark = out.mark();
                field(2, field.type(), entry.getValue());
                out.string(1, entry.getKey());
                out.message(field.number(), mark);
            }
        }
    }
}
