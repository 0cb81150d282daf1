package dev.coracle.apiserver.openapi;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The paths of resources with the operations that can be done there. */
final class Paths {

    /** @param method of HTTP @param action as x-kubernetes-action names it */
    private record Operation(String method, String action) {}

    private static final Map<String, Operation> ON_COLLECTION = Map.of("list", new Operation("get", "list"), "create",
            new Operation("post", "post"), "deletecollection", new Operation("delete", "deletecollection"));
    private static final Map<String, Operation> ON_OBJECT = Map.of("get", new Operation("get", "get"), "update",
            new Operation("put", "put"), "patch", new Operation("patch", "patch"), "delete",
            new Operation("delete", "delete"), "create", new Operation("post", "post"));
    private static final List<String> PATCHES = List.of("application/apply-patch+yaml", "application/json-patch+json",
            "application/merge-patch+json", "application/strategic-merge-patch+json");
    /** Clients read from this whether a kind takes strategic merge patches: custom ones do not. */
    private static final List<String> CUSTOM_PATCHES = PATCHES.subList(0, 3);
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static final Catalogue BUILT_IN = Catalogue.builtIn();

    private final Form form;
    private final Definitions definitions;

    Paths(Form form, Definitions definitions) {
        this.form = form;
        this.definitions = definitions;
    }

    void putInto(ObjectNode paths, Resource resource) {
        GroupVersion version = resource.info().groupVersion();
        String root = (version.group().isEmpty() ? "/api/" : "/apis/") + version + "/";
        String plural = resource.info().resource();
        String home = root + (resource.namespaced() ? "namespaces/{namespace}/" : "") + plural;
        Set<String> verbs = resource.info().verbs();
        GroupVersionKind kind = resource.info().groupVersionKind();
        if (resource.namespaced()) {
            operations(paths, root + plural, Set.of("list"), verbs, ON_COLLECTION, kind);
        }
        operations(paths, home, ON_COLLECTION.keySet(), verbs, ON_COLLECTION, kind);
        operations(paths, home + "/{name}", Set.of("get", "update", "patch", "delete"), verbs, ON_OBJECT, kind);
        for (SubresourceInfo part : resource.info().subresources()) {
            operations(paths, home + "/{name}/" + part.name(), ON_OBJECT.keySet(), part.verbs(), ON_OBJECT,
                    part.kind());
        }
    }

    private void operations(ObjectNode paths, String path, Set<String> here, Set<String> verbs,
            Map<String, Operation> operations, GroupVersionKind kind) {
        ObjectNode item = Json.object();
        here.stream().filter(verbs::contains).sorted().forEach(verb -> {
            Operation operation = operations.get(verb);
            if (operation != null) {
                item.set(operation.method(), operation(path, operation, kind));
            }
        });
        if (item.isEmpty()) {
            return;
        }
        ArrayNode parameters = item.putArray("parameters");
        for (String name : List.of("namespace", "name")) {
            if (path.contains("{" + name + "}")) {
                parameters.add(parameter(name, "path", "string").put("required", true));
            }
        }
        parameters.add(parameter("pretty", "query", "string"));
        paths.set(path, item);
    }

    private ObjectNode operation(String path, Operation operation, GroupVersionKind kind) {
        ObjectNode tree = Json.object();
        tree.put("operationId", operation.action() + path.replaceAll("[^A-Za-z0-9]+", "_"));
        ArrayNode parameters = tree.putArray("parameters");
        for (String name : parametersOf(operation.action())) {
            String type = List.of("watch", "force", "allowWatchBookmarks").contains(name)
                    ? "boolean"
                    : List.of("limit", "timeoutSeconds").contains(name) ? "integer" : "string";
            parameters.add(parameter(name, "query", type));
        }
        body(tree, parameters, operation, kind);
        if (parameters.isEmpty()) {
            tree.remove("parameters"); // Go's types tell an empty list from none, and write neither
        }
        String answer = Definitions.name(operation.action().equals("list")
                ? new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List")
                : kind);
        String shown = operation.action().startsWith("delete") ? META + "Status" : answer;
        ObjectNode ok = Trees.ensureObject(tree, "responses", "200").put("description", "OK");
        if (definitions.has(shown)) {
            content(ok, List.of("application/json"), shown);
        }
        tree.put("x-kubernetes-action", operation.action());
        tree.putObject("x-kubernetes-group-version-kind").put("group", kind.group()).put("kind", kind.kind())
                .put("version", kind.version());
        return tree;
    }

    private static List<String> parametersOf(String action) {
        List<String> names = new ArrayList<>();
        switch (action) {
            case "post", "put", "patch" -> {
                names.addAll(List.of("dryRun", "fieldManager", "fieldValidation"));
                if (action.equals("patch")) {
                    names.add("force");
                }
            }
            case "list" -> names.addAll(List.of("allowWatchBookmarks", "continue", "fieldSelector", "labelSelector",
                    "limit", "resourceVersion", "resourceVersionMatch", "timeoutSeconds", "watch"));
            case "delete" -> names.addAll(List.of("dryRun", "propagationPolicy"));
            case "deletecollection" -> names.addAll(List.of("dryRun", "fieldSelector", "labelSelector"));
            default -> {
            }
        }
        return names;
    }

    private ObjectNode parameter(String name, String in, String type) {
        ObjectNode tree = Json.object().put("name", name).put("in", in).put("uniqueItems", true);
        if (form == Form.V3) {
            tree.remove("uniqueItems");
            tree.putObject("schema").put("type", type);
        } else {
            tree.put("type", type);
        }
        return tree;
    }

    private void body(ObjectNode tree, ArrayNode parameters, Operation operation, GroupVersionKind kind) {
        boolean patch = operation.action().equals("patch");
        String name = switch (operation.action()) {
            case "post", "put" -> Definitions.name(kind);
            case "patch" -> META + "Patch";
            case "delete", "deletecollection" -> META + "DeleteOptions";
            default -> "";
        };
        if (!definitions.has(name)) {
            return;
        }
        List<String> types = !patch
                ? List.of("application/json")
                : BUILT_IN.definitionName(kind).isPresent() ? PATCHES : CUSTOM_PATCHES;
        if (form == Form.V3) {
            content(tree.putObject("requestBody"), types, name);
        } else {
            parameters.addObject().put("in", "body").put("name", "body").set("schema", form.reference(name));
            ArrayNode consumes = tree.putArray("consumes");
            types.forEach(consumes::add);
        }
    }

    private void content(ObjectNode place, List<String> types, String definition) {
        if (form == Form.V2) {
            place.set("schema", form.reference(definition));
            return;
        }
        for (String type : types) {
            Trees.ensureObject(place, "content", type).set("schema", form.reference(definition));
        }
    }
}
