package dev.coracle.apiserver.encoding;

import dev.coracle.api.cbor.CborDecoder;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests and answers as trees, for those who only look on: what can't be read is nothing. */
public final class Decoded {

    private Decoded() {}

    /** @param contentType a header's value, with or without parameters @return empty if the bytes are no object of a format that is known */
    public static Optional<ObjectNode> of(String contentType, byte[] bytes) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        try {
            return switch (type) {
                case "application/vnd.kubernetes.protobuf" -> Optional.of(Protobuf.decode(bytes));
                case "application/cbor", "application/apply-patch+cbor" -> Optional.of(CborDecoder.object(bytes));
                case "application/yaml", "application/apply-patch+yaml" -> object(Yaml.parse(bytes));
                case "application/json", "application/json-patch+json", "application/merge-patch+json",
                        "application/strategic-merge-patch+json" ->
                    object(Json.parse(bytes));
                default -> Optional.empty();
            };
        } catch (RuntimeException malformed) {
            return Optional.empty(); // whoever has to read it says what is wrong with it
        }
    }

    private static Optional<ObjectNode> object(JsonNode node) {
        return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }
}
