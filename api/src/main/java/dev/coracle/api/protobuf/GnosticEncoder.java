package dev.coracle.api.protobuf;

import dev.coracle.api.tree.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What the protobuf forms of both versions of OpenAPI have in common: messages of fields, maps as lists of names and values, and anything as text. */
abstract class GnosticEncoder {

    final WireWriter out = new WireWriter();
    private final Map<String, List<SwaggerMessages.Field>> messages;

    GnosticEncoder(Map<String, List<SwaggerMessages.Field>> messages) {
        this.messages = messages;
    }

    final void field(int number, String type, JsonNode value) {
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

    private void message(String type, JsonNode value) {
        if (type.equals("any")) {
            out.bytes(2, Json.print(value)); // YAML, of which JSON is a part
        } else if (!special(type, value)) {
            fields(type, value);
        }
    }

    /** Writes a message whose JSON is one of several things. @return false for one that is its fields */
    abstract boolean special(String type, JsonNode value);

    final void fields(String type, JsonNode value) {
        for (SwaggerMessages.Field field : Objects.requireNonNull(messages.get(type), type)) {
            switch (field.json()) {
                case SwaggerMessages.REST -> named(field, value, name -> isRest(type, name));
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

    private boolean isRest(String type, String name) {
        return !name.startsWith(SwaggerMessages.EXTENSIONS)
                && Objects.requireNonNull(messages.get(type)).stream().noneMatch(field -> field.json().equals(name));
    }

    final void each(int number, String type, JsonNode values) {
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
