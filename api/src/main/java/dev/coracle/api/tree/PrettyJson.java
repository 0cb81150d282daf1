package dev.coracle.api.tree;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON as Go indents it: two spaces, empty objects and arrays on one line. */
final class PrettyJson {

    private PrettyJson() {}

    static byte[] print(JsonNode node) {
        return print(node, 0).getBytes(StandardCharsets.UTF_8);
    }

    /** A value that stands {@code depth} levels down; its first line is not indented. */
    static String print(JsonNode node, int depth) {
        StringBuilder out = new StringBuilder();
        write(node, depth, out);
        return out.toString();
    }

    private static void write(JsonNode node, int depth, StringBuilder out) {
        if (node.isObject() && !node.isEmpty()) {
            char separator = '{';
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                line(out.append(separator), depth + 1);
                out.append(Json.text(JsonNodeFactory.instance.stringNode(field.getKey()))).append(": ");
                write(field.getValue(), depth + 1, out);
                separator = ',';
            }
            line(out, depth);
            out.append('}');
        } else if (node.isArray() && !node.isEmpty()) {
            char separator = '[';
            for (JsonNode item : node) {
                line(out.append(separator), depth + 1);
                write(item, depth + 1, out);
                separator = ',';
            }
            line(out, depth);
            out.append(']');
        } else {
            out.append(Json.text(node));
        }
    }

    private static void line(StringBuilder out, int depth) {
        out.append('\n').append("  ".repeat(depth));
    }
}
