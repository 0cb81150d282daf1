package dev.coracle.api.protobuf;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Swagger 2 documents in the protobuf form that Go clients ask {@code /openapi/v2} for. What the form has no field for is left out.
 * Source: gnostic's openapi.v2 protocol.
 */
public final class SwaggerEncoder extends GnosticEncoder {

    private SwaggerEncoder() {
        super(SwaggerMessages.MESSAGES);
    }

    public static byte[] encode(ObjectNode document) {
        SwaggerEncoder encoder = new SwaggerEncoder();
        encoder.fields("Document", document);
        return encoder.out.toBytes();
    }

    @Override
    boolean special(String type, JsonNode value) {
        boolean reference = value.has("$ref");
        switch (type) {
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
            default -> {
                return false;
            }
        }
        return true;
    }
}
