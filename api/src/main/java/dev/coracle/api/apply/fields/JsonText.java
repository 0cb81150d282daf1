package dev.coracle.api.apply.fields;

import dev.coracle.api.tree.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Scalars as JSON text; the usual ones without a printer. */
final class JsonText {

    private JsonText() {}

    static String of(JsonNode value) {
        if (value.isString()) {
            return of(value.stringValue());
        }
        return value.isInt() ? Integer.toString(value.intValue()) : Json.text(value);
    }

    static String of(String text) {
        return plain(text) ? '"' + text + '"' : Json.text(JsonNodeFactory.instance.stringNode(text));
    }

    /** Whether it has only characters that stand for themselves. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
