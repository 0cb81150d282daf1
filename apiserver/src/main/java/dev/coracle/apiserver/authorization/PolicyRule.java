package dev.coracle.apiserver.authorization;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.RequestInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a role allows. Source: rbac.authorization.k8s.io/v1 PolicyRule. An empty list of names is any name. */
public record PolicyRule(List<String> verbs, List<String> groups, List<String> resources, List<String> names,
        List<String> urls) {

    public PolicyRule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
        urls = List.copyOf(urls);
    }

    public static PolicyRule of(ObjectNode tree) {
        return new PolicyRule(Trees.strings(tree, "verbs"), Trees.strings(tree, "apiGroups"),
                Trees.strings(tree, "resources"), Trees.strings(tree, "resourceNames"),
                Trees.strings(tree, "nonResourceURLs"));
    }

    /** The rules of a Role or ClusterRole. */
    public static List<PolicyRule> rulesOf(ObjectNode role) {
        return Trees.objects(role, "rules").stream().map(PolicyRule::of).toList();
    }

    public ObjectNode toTree() {
        ObjectNode tree = Json.object();
        put(tree, "apiGroups", groups);
        put(tree, "nonResourceURLs", urls);
        put(tree, "resourceNames", names);
        put(tree, "resources", resources);
        put(tree, "verbs", verbs);
        return tree;
    }

    private static void put(ObjectNode tree, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(tree.putArray(name)::add);
        }
    }

    public boolean allows(RequestInfo request) {
        if (!has(verbs, request.verb())) {
            return false;
        }
        if (!request.resourceRequest()) {
            return urls.stream().anyMatch(url -> covers(url, request.path()));
        }
        return has(groups, request.group()) && hasResource(request.resource(), request.subresource())
                && (names.isEmpty() || names.contains(request.name()));
    }

    private static boolean has(List<String> list, String value) {
        return list.contains("*") || list.contains(value);
    }

    private boolean hasResource(String resource, String subresource) {
        if (resources.contains("*")) {
            return true;
        }
        return subresource.isEmpty()
                ? resources.contains(resource)
                : resources.contains(resource + "/" + subresource) || resources.contains("*/" + subresource);
    }

    /** A pattern is a path, or a prefix with a star at its end. */
    private static boolean covers(String pattern, String path) {
        return pattern.equals("*") || pattern.equals(path)
                || pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    /** This rule as rules of one verb, one group, one resource and one name (or URL) each. */
    public List<PolicyRule> atoms() {
        List<PolicyRule> atoms = new ArrayList<>();
        for (String verb : verbs) {
            for (String group : groups) {
                for (String resource : resources) {
                    if (names.isEmpty()) {
                        atoms.add(atom(verb, group, resource, List.of()));
                    }
                    names.forEach(name -> atoms.add(atom(verb, group, resource, List.of(name))));
                }
            }
            urls.forEach(
                    url -> atoms.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url))));
        }
        return atoms;
    }

    private static PolicyRule atom(String verb, String group, String resource, List<String> names) {
        return new PolicyRule(List.of(verb), List.of(group), List.of(resource), names, List.of());
    }

    /** Whether the held rules together allow all that another allows. */
    public static boolean covers(List<PolicyRule> held, PolicyRule wanted) {
        return wanted.atoms().stream().allMatch(atom -> held.stream().anyMatch(h -> h.coversAtom(atom)));
    }

    /** Whether this rule allows all that an atom allows. */
    public boolean coversAtom(PolicyRule atom) {
        if (!has(verbs, atom.verbs.getFirst())) {
            return false;
        }
        if (!atom.urls.isEmpty()) {
            String url = atom.urls.getFirst();
            return urls.stream().anyMatch(u -> covers(u, url));
        }
        String resource = atom.resources.getFirst();
        int slash = resource.indexOf('/');
        boolean resourceCovered = resources.contains("*") || resources.contains(resource)
                || slash >= 0 && resources.contains("*" + resource.substring(slash));
        return resourceCovered && has(groups, atom.groups.getFirst())
                && (names.isEmpty() || !atom.names.isEmpty() && names.containsAll(atom.names));
    }

    /** As messages about privilege escalation show a rule. */
    public String shown() {
        List<String> parts = new ArrayList<>();
        show(parts, "APIGroups", groups);
        show(parts, "Resources", resources);
        show(parts, "ResourceNames", names);
        show(parts, "NonResourceURLs", urls);
        show(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void show(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":"
                    + values.stream().map(FieldErrors::quoted).collect(Collectors.joining(" ", "[", "]")));
        }
    }
}
