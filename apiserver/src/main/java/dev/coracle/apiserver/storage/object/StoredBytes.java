package dev.coracle.apiserver.storage.object;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The layout of an object's bytes. In the store: {@code {"kind":K,"apiVersion":V,"metadata":{…},…}}, compact, in the storage version,
 * without resourceVersion. What readers get has {@code "resourceVersion":"N",} at the head of metadata ({@link VersionedJson}).
 */
public final class StoredBytes {

    static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);

    private StoredBytes() {}

    /** For the store: kind, apiVersion and metadata first, no resourceVersion. */
    public static byte[] forStore(ObjectNode object) {
        return Json.print(ordered(object));
    }

    /** A shallow copy in the layout's order. */
    private static ObjectNode ordered(ObjectNode object) {
        ObjectNode ordered = Json.object();
        ordered.put("kind", object.path("kind").asString());
        ordered.put("apiVersion", object.path("apiVersion").asString());
        ObjectNode metadata = ordered.putObject("metadata");
        if (object.get("metadata") instanceof ObjectNode given) {
            for (Map.Entry<String, JsonNode> field : given.properties()) {
                if (!field.getKey().equals("resourceVersion") && !field.getValue().isNull()) {
                    metadata.set(field.getKey(), field.getValue());
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            switch (field.getKey()) {
                case "kind", "apiVersion", "metadata" -> {
                }
                default -> ordered.set(field.getKey(), field.getValue());
            }
        }
        return ordered;
    }

    /** Where {@code "metadata":{} begins; -1 if the bytes are laid out otherwise (somebody else wrote them). */
    public static int metadataAt(byte[] json) {
        // {"kind":"K","apiVersion":"V","metadata":{ : neither K nor V holds escapes or quotes
        int quotes = 0;
        int limit = Math.min(json.length, 600);
        for (int i = 0; i < limit; i++) {
            if (json[i] == '"' && ++quotes == 9) {
                return startsWith(json, i) ? i : -1;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] json, int at) {
        if (at + METADATA.length > json.length) {
            return false;
        }
        for (int i = 0; i < METADATA.length; i++) {
            if (json[at + i] != METADATA[i]) {
                return false;
            }
        }
        return true;
    }
}
