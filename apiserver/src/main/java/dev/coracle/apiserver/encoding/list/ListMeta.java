package dev.coracle.apiserver.encoding.list;

import dev.coracle.api.tree.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a list says of itself. @param continueToken empty on the last page @param remaining 0 if none or not known */
public record ListMeta(long resourceVersion, String continueToken, long remaining) {

    /** As custom resources' lists say it, with the continue token even where there is none. */
    public ObjectNode customTree() {
        return tree().put("continue", continueToken);
    }

    /** {@link #customTree} or {@link #tree} as JSON, without a printer: a token needs no escapes. */
    public String json(boolean custom) {
        StringBuilder json = new StringBuilder("{\"resourceVersion\":\"").append(resourceVersion).append('"');
        if (custom || !continueToken.isEmpty()) {
            json.append(",\"continue\":\"").append(continueToken).append('"');
        }
        if (remaining > 0) {
            json.append(",\"remainingItemCount\":").append(remaining);
        }
        return json.append('}').toString();
    }

    /** As an object of its own. */
    public ObjectNode tree() {
        ObjectNode tree = Json.object();
        tree.put("resourceVersion", Long.toString(resourceVersion));
        if (!continueToken.isEmpty()) {
            tree.put("continue", continueToken);
        }
        if (remaining > 0) {
            tree.put("remainingItemCount", remaining);
        }
        return tree;
    }
}
