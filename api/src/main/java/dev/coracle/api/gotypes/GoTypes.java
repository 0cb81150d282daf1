package dev.coracle.api.gotypes;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each built-in definition: which scalar fields are pointers in Go, so that a zero is told from an absence; and which fields are
 * written even when nothing is set, with what value. Read from a data file that {@code build-tools/type-facts} makes. Immutable; safe
 * for use by any number of threads.
 */
public final class GoTypes {

    private static final String FILE = "go-types-1.36.json";

    /** Structs that are always there do not contain themselves; this only guards against data that says otherwise. */
    private static final int MAX_DEPTH = 20;

    private static final class Holder {
        static final GoTypes BUILT_IN = load();
    }

    /** Of one definition. @param always the fields that are always written, with what is written when nothing is set; not to be changed */
    public record Facts(Set<String> pointers, Map<String, JsonNode> always) {

        static final Facts NONE = new Facts(Set.of(), Map.of());
    }

    private final Map<String, Facts> facts = new HashMap<>();

    private GoTypes(JsonNode root) {
        for (Map.Entry<String, JsonNode> definition : root.properties()) {
            Set<String> pointers = new HashSet<>();
            definition.getValue().path("pointers").forEach(name -> pointers.add(name.asString()));
            Map<String, JsonNode> always = new LinkedHashMap<>();
            definition.getValue().path("always").properties()
                    .forEach(field -> always.put(field.getKey(), field.getValue()));
            facts.put(definition.getKey(), new Facts(pointers, always));
        }
    }

    /** The facts of 1.36; loaded when they are first asked for. */
    public static GoTypes builtIn() {
        return Holder.BUILT_IN;
    }

    private static GoTypes load() {
        try (InputStream in = GoTypes.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new GoTypes(Json.parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of a definition such as {@code io.k8s.api.core.v1.PodSpec}; none for a definition that is not Go's. */
    public Facts of(String definition) {
        return facts.getOrDefault(definition, Facts.NONE);
    }

    Facts of(Schema schema) {
        return schema.refName().map(this::of).orElse(Facts.NONE);
    }

    /** A new tree of what Go writes for a value of this schema when nothing is set; an empty object for a custom kind. */
    public ObjectNode zero(Schema schema) {
        return zero(schema, 0);
    }

    private ObjectNode zero(Schema schema, int depth) {
        ObjectNode tree = Json.object();
        of(schema).always.forEach((name, value) -> tree.set(name, value.isObject() && depth < MAX_DEPTH
                ? schema.property(name).map(field -> zero(field, depth + 1)).orElseGet(Json::object)
                : value));
        return tree;
    }
}
