package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One webhook of a configuration. Source: admissionregistration.k8s.io/v1.
 *
 * @param configuration the name of the configuration it stands in
 * @param tree          as it stands there
 */
record Webhook(String configuration, ObjectNode tree, List<Rule> rules, Optional<LabelSelector> namespaceSelector,
        Optional<LabelSelector> objectSelector) {

    record Rule(List<String> operations, List<String> groups, List<String> versions, List<String> resources,
            String scope) {

        boolean matches(AdmissionRequest request) {
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

    static List<Webhook> of(ObjectNode configuration) {
        return Trees.objects(configuration, "webhooks").stream()
                .map(tree -> new Webhook(Meta.name(configuration), tree, rules(tree), selector(tree,
                        "namespaceSelector"), selector(tree, "objectSelector")))
                .toList();
    }

    private static List<Rule> rules(ObjectNode tree) {
        return Trees.objects(tree, "rules").stream()
                .map(r -> new Rule(Trees.strings(r, "operations"), Trees.strings(r, "apiGroups"),
                        Trees.strings(r, "apiVersions"), Trees.strings(r, "resources"), Trees.string(r, "scope")))
                .toList();
    }

    private static Optional<LabelSelector> selector(ObjectNode tree, String name) {
        return Trees.object(tree, name).map(LabelSelector::of).filter(s -> !s.isEmpty());
    }

    String name() {
        return Trees.string(tree, "name");
    }

    boolean ignoresFailure() {
        return Trees.string(tree, "failurePolicy").equals("Ignore");
    }

    Duration timeout() {
        return Duration.ofSeconds(Math.clamp(Trees.integer(tree, "timeoutSeconds").orElse(10L), 1L, 30L));
    }

    boolean hasSideEffects() {
        String effects = Trees.string(tree, "sideEffects");
        return !effects.equals("None") && !effects.equals("NoneOnDryRun");
    }

    boolean reinvokes() {
        return Trees.string(tree, "reinvocationPolicy").equals("IfNeeded");
    }
}
