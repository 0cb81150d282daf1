package dev.coracle.apiserver.openapi;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.Descriptions;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of some resources, and of all that they refer to, by name. */
final class Definitions {

    /** A kind that has nothing of its own to say of what all have. */
    private static final String ANY = "io.k8s.api.core.v1.ConfigMap";

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final Form form;
    private final Map<String, ObjectNode> made = new TreeMap<>();
    private final Deque<String> wanted = new ArrayDeque<>();

    Definitions(Form form, List<Resource> resources) {
        this.form = form;
        for (Resource resource : resources) {
            GroupVersionKind kind = resource.info().groupVersionKind();
            if (resource.custom()) {
                made.put(name(kind), custom(resource));
                made.put(name(kind) + "List", customList(resource));
            } else {
                want(kind);
                want(new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List"));
            }
            resource.info().subresources().forEach(part -> want(part.kind()));
        }
        wanted.add(META + "DeleteOptions");
        wanted.add(META + "Status");
        wanted.add(META + "Patch");
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            if (!made.containsKey(name)) {
                Catalogue.builtIn().definitionJson(name)
                        .ifPresent(json -> made.put(name, form.schema(explained(name, json), wanted::add)));
            }
        }
    }

    /** With what it and its fields are for; a field that only refers is described by what it refers to. */
    private static JsonNode explained(String name, JsonNode json) {
        ObjectNode explained = (ObjectNode) json.deepCopy();
        JsonNode texts = Descriptions.of(name);
        text(texts, "").ifPresent(text -> explained.put("description", text));
        for (Map.Entry<String, JsonNode> property : explained.path("properties").properties()) {
            ObjectNode place = (ObjectNode) property.getValue();
            text(texts, property.getKey()).or(() -> text(Descriptions.of(place.path("$ref").asString("")), ""))
                    .ifPresent(text -> place.put("description", text));
        }
        return explained;
    }

    private static Optional<String> text(JsonNode texts, String field) {
        return Optional.of(texts.path(field).asString("")).filter(text -> !text.isEmpty());
    }

    private void want(GroupVersionKind kind) {
        Catalogue.builtIn().definitionName(kind).ifPresent(wanted::add);
    }

    /** The name of a kind's definition: the catalogue's, or for custom kinds the group read backwards. */
    static String name(GroupVersionKind kind) {
        return Catalogue.builtIn().definitionName(kind).orElseGet(() -> {
            List<String> words = new ArrayList<>(List.of(kind.group().split("\\.")));
            Collections.reverse(words);
            return String.join(".", words) + "." + kind.version() + "." + kind.kind();
        });
    }

    boolean has(String name) {
        return made.containsKey(name);
    }

    void putInto(ObjectNode tree) {
        made.forEach(tree::set);
    }

    private ObjectNode custom(Resource resource) {
        JsonNode source = resource.schema().json();
        boolean untyped = form == Form.V2 && (source.path("x-kubernetes-preserve-unknown-fields").asBoolean(false));
        ObjectNode schema = untyped ? Json.object().put("type", "object") : form.schema(source, wanted::add);
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        if (!untyped) {
            embedded(schema, wanted::add);
            objectFields(schema, wanted::add);
        }
        return typed(schema, resource.info().groupVersionKind());
    }

    private static ObjectNode typed(ObjectNode schema, GroupVersionKind kind) {
        schema.putArray("x-kubernetes-group-version-kind").addObject().put("group", kind.group())
                .put("kind", kind.kind()).put("version", kind.version());
        return schema;
    }

    /** What every object has, at the root and in embedded objects. */
    private void objectFields(ObjectNode schema, Consumer<String> referred) {
        ObjectNode properties = Trees.ensureObject(schema, "properties");
        for (String field : List.of("apiVersion", "kind")) {
            properties.putObject(field).put("type", "string").put("description", Descriptions.of(ANY, field).get());
        }
        properties.set("metadata", described("ObjectMeta", Descriptions.of(ANY, "metadata").get(), referred));
    }

    private ObjectNode described(String meta, String description, Consumer<String> referred) {
        referred.accept(META + meta);
        ObjectNode place = Json.object();
        if (form == Form.V3) {
            place.putArray("allOf").add(form.reference(META + meta));
        } else {
            place.setAll(form.reference(META + meta));
        }
        return place.put("description", description);
    }

    private void embedded(JsonNode schema, Consumer<String> referred) {
        for (JsonNode property : schema.path("properties")) {
            embeddedHere(property, referred);
        }
        embeddedHere(schema.path("items"), referred);
        embeddedHere(schema.path("additionalProperties"), referred);
    }

    private void embeddedHere(JsonNode schema, Consumer<String> referred) {
        if (schema instanceof ObjectNode object) {
            embedded(object, referred);
            if (object.path("x-kubernetes-embedded-resource").asBoolean(false)) {
                objectFields(object, referred);
            }
        }
    }

    private ObjectNode customList(Resource resource) {
        GroupVersionKind kind = resource.info().groupVersionKind();
        ObjectNode list = Json.object().put("type", "object").put("description",
                kind.kind() + "List is a list of " + kind.kind());
        list.putArray("required").add("items");
        objectFields(list, wanted::add);
        ObjectNode properties = Trees.ensureObject(list, "properties");
        properties.set("metadata", described("ListMeta", "Standard list metadata.", wanted::add));
        properties.putObject("items").put("type", "array").set("items", form.reference(name(kind)));
        return typed(list, new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List"));
    }
}
