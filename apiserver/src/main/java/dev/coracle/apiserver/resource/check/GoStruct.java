package dev.coracle.apiserver.resource.check;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Values as they stand in the original's memory: messages that quote a whole structure show it so. */
public final class GoStruct {

    private GoStruct() {}

    /**
     * @param fields the structure's fields in their order, in the API's spelling
     * @param inner the fields of those that are structures themselves
     */
    public static JsonNode of(JsonNode node, List<String> fields, Map<String, List<String>> inner) {
        if (!node.isObject()) {
            return NullNode.getInstance();
        }
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            JsonNode value = node.path(field);
            JsonNode in = inner.containsKey(field)
                    ? of(value, inner.get(field), Map.of())
                    : value.isMissingNode() ? NullNode.getInstance() : value;
            shown.set(Character.toUpperCase(field.charAt(0)) + field.substring(1), in);
        }
        return shown;
    }
}
