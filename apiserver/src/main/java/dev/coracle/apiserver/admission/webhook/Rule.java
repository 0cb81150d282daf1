package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Which requests a webhook or policy is about. Source: admissionregistration.k8s.io/v1 RuleWithOperations. */
public record Rule(List<String> operations, List<String> groups, List<String> versions, List<String> resources,
        String scope) {

    /** The rules of the list at the path. */
    public static List<Rule> of(ObjectNode tree, String... path) {
        return Trees.objects(tree, path).stream()
                .map(r -> new Rule(Trees.strings(r, "operations"), Trees.strings(r, "apiGroups"),
                        Trees.strings(r, "apiVersions"), Trees.strings(r, "resources"), Trees.string(r, "scope")))
                .toList();
    }

    public boolean matches(AdmissionRequest request) {
        var info = request.resource().info();
        boolean clusterScoped = request.namespace().isEmpty() || info.resource().equals("namespaces");
        boolean inScope = switch (scope) {
            case "Namespaced" -> !clusterScoped;
            case "Cluster" -> clusterScoped;
            default -> true;
        };
        return inScope && has(operations, request.operation().name())
                && has(groups, info.groupVersion().group()) && has(versions, info.groupVersion().version())
                && resources.stream().anyMatch(r -> matches(r, info.resource(), request.subresource()));
    }

    private static boolean has(List<String> list, String value) {
        return list.contains("*") || list.contains(value);
    }

    /** {@code *} is all resources without their subresources, a star and a slash and a star those too. */
    private static boolean matches(String pattern, String resource, String subresource) {
        int slash = pattern.indexOf('/');
        String wantedResource = slash < 0 ? pattern : pattern.substring(0, slash);
        String wantedSubresource = slash < 0 ? "" : pattern.substring(slash + 1);
        return (wantedResource.equals("*") || wantedResource.equals(resource))
                && (wantedSubresource.equals("*") || wantedSubresource.equals(subresource));
    }
}
