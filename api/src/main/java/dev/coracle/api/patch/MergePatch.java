package dev.coracle.api.patch;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch. Source: RFC 7386. */
public final class MergePatch {

    private MergePatch() {}

    /** Changes {@code target} in place: null removes, an object merges, anything else replaces. */
    public static void apply(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode change) {
                if (target.get(field.getKey()) instanceof ObjectNode existing) {
                    apply(existing, change);
                } else {
                    ObjectNode fresh = target.putObject(field.getKey());
                    apply(fresh, change);
                }
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        }
    }
}
