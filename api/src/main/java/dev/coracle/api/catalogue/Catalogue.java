package dev.coracle.api.catalogue;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Every built-in resource and definition of Kubernetes 1.36, read from one data file that is in the order of upstream's discovery.
 * Immutable but for caches; safe for use by any number of threads.
 */
public final class Catalogue {

    private static final String FILE = "kubernetes-1.36.json";

    private static final class Holder {
        static final Catalogue BUILT_IN = load();
    }

    private final JsonNode root;
    private final JsonNode definitions;
    private final List<ResourceInfo> resources;
    private final Map<GroupVersionResource, ResourceInfo> byResource = new HashMap<>();
    private final Map<GroupVersionKind, ResourceInfo> byKind = new HashMap<>();
    private final Map<GroupVersionKind, String> definitionOf = new HashMap<>();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Catalogue(JsonNode root) {
        this.root = root;
        this.definitions = root.path("definitions");
        List<ResourceInfo> found = new ArrayList<>();
        for (JsonNode node : root.path("resources")) {
            found.add(resource(node));
        }
        this.resources = List.copyOf(found);
        for (ResourceInfo info : resources) {
            byResource.put(info.groupVersionResource(), info);
            byKind.put(info.groupVersionKind(), info);
        }
        for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
            for (JsonNode kind : definition.getValue().path("x-kubernetes-group-version-kind")) {
                definitionOf
                        .put(new GroupVersionKind(kind.path("group").asString(""), kind.path("version").asString(""),
                                kind.path("kind").asString("")), definition.getKey());
            }
        }
    }

    /** The catalogue of 1.36; loaded when it is first asked for. */
    public static Catalogue builtIn() {
        return Holder.BUILT_IN;
    }

    private static Catalogue load() {
        try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new Catalogue(Json.parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All resources, in discovery's order. */
    public List<ResourceInfo> resources() {
        return resources;
    }

    public Optional<ResourceInfo> find(GroupVersionResource resource) {
        return Optional.ofNullable(byResource.get(resource));
    }

    public Optional<ResourceInfo> find(GroupVersionKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    /** Whether a kind, be it a resource, a list, or what a subresource takes, is of that version. */
    public boolean isRegistered(String apiVersion, String kind) {
        return definitionOf.containsKey(GroupVersion.parse(apiVersion).kind(kind));
    }

    /** The schema of a kind, be it a resource, a list, or what a subresource takes. @throws IllegalArgumentException if unknown */
    public Schema schema(GroupVersionKind kind) {
        return definitionName(kind).flatMap(this::definition)
                .orElseThrow(() -> new IllegalArgumentException("no definition of " + kind));
    }

    /** The name of a kind's definition, such as {@code io.k8s.api.core.v1.Pod}. */
    public Optional<String> definitionName(GroupVersionKind kind) {
        return Optional.ofNullable(definitionOf.get(kind));
    }

    public Optional<Schema> definition(String name) {
        Schema known = schemas.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        JsonNode body = definitions.get(name);
        if (body == null) {
            return Optional.empty();
        }
        Schema made = Schema.definition(name, body, this::definition);
        Schema earlier = schemas.putIfAbsent(name, made);
        return Optional.of(earlier != null ? earlier : made);
    }

    public Set<String> definitionNames() {
        Set<String> names = new LinkedHashSet<>();
        definitions.properties().forEach(entry -> names.add(entry.getKey()));
        return names;
    }

    /** A definition as it stands in the file. */
    public Optional<JsonNode> definitionJson(String name) {
        return Optional.ofNullable(definitions.get(name));
    }

    /** For each definition whose protobuf message names its fields otherwise: json_only and protobuf_only. */
    public JsonNode protobufNameDifferences() {
        return root.path("protobufNameDifferences");
    }

    /** Messages that have no JSON definition. */
    public JsonNode protobufOnlyMessages() {
        return root.path("protobufOnlyMessages");
    }

    private static ResourceInfo resource(JsonNode node) {
        GroupVersion own = new GroupVersion(node.path("group").asString(""), node.path("version").asString(""));
        List<SubresourceInfo> subresources = new ArrayList<>();
        for (JsonNode sub : node.path("subresources")) {
            JsonNode kind = sub.path("kind");
            String version = kind.path("version").asString("");
            GroupVersion its = version.isEmpty() ? own : new GroupVersion(kind.path("group").asString(""), version);
            subresources
                    .add(new SubresourceInfo(sub.path("name").asString(""), its.kind(kind.path("kind").asString("")),
                            new LinkedHashSet<>(words(sub.path("verbs")))));
        }
        return new ResourceInfo(own, node.path("resource").asString(""), node.path("singular").asString(""),
                node.path("kind").asString(""), node.path("namespaced").asBoolean(),
                new LinkedHashSet<>(words(node.path("verbs"))),
                words(node.path("shortNames")), words(node.path("categories")), List.copyOf(subresources));
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asString()));
        return List.copyOf(words);
    }
}
