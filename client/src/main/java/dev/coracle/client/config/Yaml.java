package dev.coracle.client.config;

import dev.coracle.client.rest.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;

/** Configuration files: YAML 1.2, which JSON is a part of, as a tree. */
public final class Yaml {

    private static final LoadSettings SETTINGS = LoadSettings.builder().setAllowDuplicateKeys(false).build();

    private Yaml() {}

    /**
     * The one document of a file; an empty file is an empty object.
     *
     * @throws IllegalArgumentException naming line and column when it is no YAML; aliases and size are bounded
     */
    public static JsonNode read(byte[] yaml) {
        try {
            Object value = new Load(SETTINGS).loadFromString(new String(yaml, StandardCharsets.UTF_8));
            return value == null
                    ? Serialization.mapper().createObjectNode()
                    : Serialization.mapper().valueToTree(value);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
    }

    /** Every document of a stream, such as a manifest with {@code ---} lines. */
    public static List<JsonNode> readAll(byte[] yaml) {
        try {
            List<JsonNode> all = new java.util.ArrayList<>();
            for (Object value : new Load(SETTINGS).loadAllFromString(new String(yaml, StandardCharsets.UTF_8))) {
                if (value != null) {
                    all.add(Serialization.mapper().valueToTree(value));
                }
            }
            return all;
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
    }
}
