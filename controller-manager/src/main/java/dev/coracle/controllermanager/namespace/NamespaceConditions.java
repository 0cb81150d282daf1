package dev.coracle.controllermanager.namespace;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a namespace that is being deleted says of how far that is. Pure. Source: core/v1 NamespaceConditionType. */
final class NamespaceConditions {

    private NamespaceConditions() {}

    /** Those that hold and those that don't; a transition's time changes only when a status does. */
    static ArrayNode of(Namespace namespace, Remains remains, Instant now) {
        ArrayNode all = Json.array();
        add(all, "NamespaceDeletionDiscoveryFailure", !remains.undiscovered().isEmpty(), "DiscoveryFailed",
                undiscovered(remains.undiscovered()), "ResourcesDiscovered", "All resources successfully discovered");
        add(all, "NamespaceDeletionGroupVersionParsingFailure", false, "", "", "ParsedGroupVersions",
                "All legacy kube types successfully parsed");
        add(all, "NamespaceDeletionContentFailure", !remains.failures().isEmpty(), "ContentDeletionFailed",
                String.join("; ", remains.failures()), "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization");
        add(all, "NamespaceContentRemaining", !remains.objects().isEmpty(), "SomeResourcesRemain",
                "Some resources are remaining: " + listed(remains.objects(), " has %d resource instances"),
                "ContentRemoved", "All content successfully removed");
        add(all, "NamespaceFinalizersRemaining", !remains.finalizers().isEmpty(), "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: "
                        + listed(remains.finalizers(), " in %d resource instances"),
                "ContentHasNoFinalizers", "All content-preserving finalizers finished");
        all.forEach(each -> ((ObjectNode) each).put("lastTransitionTime", since(namespace, each.path("type").asString(),
                each.path("status").asString()).orElse(Meta.time(now))));
        return all;
    }

    private static void add(ArrayNode all, String type, boolean holds, String reason, String message, String otherwise,
            String sound) {
        all.addObject().put("type", type).put("status", holds ? "True" : "False")
                .put("reason", holds ? reason : otherwise).put("message", holds ? message : sound);
    }

    private static Optional<String> since(Namespace namespace, String type, String status) {
        return namespace.getStatus().getConditions() == null
                ? Optional.empty()
                : namespace.getStatus().getConditions().stream()
                        .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus())).findFirst()
                        .map(NamespaceCondition::getLastTransitionTime);
    }

    private static String undiscovered(SortedMap<String, String> failures) {
        return "Discovery failed for some groups, " + failures.size()
                + " failing: unable to retrieve the complete list of server APIs: "
                + String.join(", ", failures.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
    }

    private static String listed(Map<String, Integer> counts, String form) {
        return String.join(", ",
                counts.entrySet().stream().map(e -> e.getKey() + String.format(form, e.getValue())).toList());
    }
}
