package dev.coracle.apiserver.resource.table;

import dev.coracle.api.tree.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;

/**
 * What a field of a definition is for, where the build has brought the field descriptions along (they are not kept in this repository);
 * else the empty string.
 */
public final class FieldDocs {

    /** Definition → field → text. Made by the build. */
    private static final String RESOURCE = "/dev/coracle/api/field-descriptions.json";

    private static final JsonNode DOCS = load();

    private FieldDocs() {}

    /** @param definition group, version and kind without the common prefix, such as {@code core.v1.PodStatus} */
    public static String of(String definition, String field) {
        String prefix = definition.startsWith("meta.v1.") ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
        JsonNode text = DOCS.path(prefix + definition).path(field);
        return text.isString() ? text.stringValue() : "";
    }

    private static JsonNode load() {
        try (InputStream in = FieldDocs.class.getResourceAsStream(RESOURCE)) {
            return in == null ? Json.object() : Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE + " from the class path", e);
        }
    }
}
