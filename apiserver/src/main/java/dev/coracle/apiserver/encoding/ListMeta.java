package dev.coracle.apiserver.encoding;

import dev.coracle.api.tree.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a list says of itself. @param continueToken empty on the last page @param remaining 0 if none or not known */
public record ListMeta(long resourceVersion, String continueToken, long remaining) {

    ObjectNode tree() {
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
