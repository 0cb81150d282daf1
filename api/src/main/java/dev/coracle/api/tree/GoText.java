package dev.coracle.api.tree;

import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Trees as Go's fmt prints them and names their types. Messages that clients know have them. */
public final class GoText {

    private static final int MAX_LENGTH = 10_000;

    private GoText() {}

    /** As {@code %v}: {@code map[image:i ports:[map[port:80]]]}, sorted by name; at most {@value #MAX_LENGTH} characters and three dots. */
    public static String of(JsonNode value) {
        String text = print(value);
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    }

    private static String print(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(GoText::print).collect(Collectors.joining(" ", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream().sorted(Map.Entry.comparingByKey())
                    .map(field -> field.getKey() + ":" + print(field.getValue()))
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return value.isNull() ? "<nil>" : value.asString();
    }

    /** As {@code %T}. */
    public static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "int64" : "float64";
            case ARRAY -> "[]interface {}";
            case OBJECT -> "map[string]interface {}";
            default -> "<nil>";
        };
    }

    /** A string in double quotes. */
    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
