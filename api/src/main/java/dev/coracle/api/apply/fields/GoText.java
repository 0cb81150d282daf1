package dev.coracle.api.apply.fields;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values as kube-apiserver's messages print them. Source: Go's fmt. */
public final class GoText {

    private GoText() {}

    static String typeOf(JsonNode value) {
        if (value.isString()) {
            return "string";
        }
        if (value.isBoolean()) {
            return "bool";
        }
        if (value.isNumber()) {
            return value.isIntegralNumber() ? "int64" : "float64";
        }
        return value.isArray() ? "[]interface {}" : "map[string]interface {}";
    }

    public static String of(JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        if (value.isArray()) {
            return value.valueStream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream().map(field -> field.getKey() + ":" + of(field.getValue())).sorted()
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return value.isNull() ? "<nil>" : value.asString();
    }

    /** A string in double quotes. */
    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
