package dev.coracle.api.quota;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Whether a quota that counts only some objects counts this one. Source: core/v1 ResourceQuotaScope. */
public final class QuotaScopes {

    private QuotaScopes() {}

    /** A quota without scopes counts all. Scopes are about pods and volume claims, so one with scopes counts nothing else. */
    public static boolean count(ObjectNode quota, GroupResource resource, ObjectNode object) {
        return Trees.strings(quota, "spec", "scopes").stream()
                .allMatch(scope -> matches(scope, "Exists", Set.of(), resource, object))
                && Trees.objects(quota, "spec", "scopeSelector", "matchExpressions").stream()
                        .allMatch(e -> matches(Trees.string(e, "scopeName"), Trees.string(e, "operator"),
                                Set.copyOf(Trees.strings(e, "values")), resource, object));
    }

    /** Whether an object that changes so can come under a scope, or out of one. */
    public static boolean differ(GroupResource resource, ObjectNode old, ObjectNode now) {
        if (resource.equals(QuotaNames.PODS)) {
            return PodUsage.isTerminating(old) != PodUsage.isTerminating(now);
        }
        return resource.equals(QuotaNames.VOLUME_CLAIMS)
                && !VolumeClaimUsage.attributesClasses(old).equals(VolumeClaimUsage.attributesClasses(now));
    }

    private static boolean matches(String scope, String operator, Set<String> values, GroupResource resource,
            ObjectNode object) {
        if (resource.equals(QuotaNames.PODS)) {
            return ofPod(scope, operator, values, object);
        }
        return resource.equals(QuotaNames.VOLUME_CLAIMS) && scope.equals("VolumeAttributesClass")
                && ofNames(VolumeClaimUsage.attributesClasses(object), operator, values);
    }

    private static boolean ofPod(String scope, String operator, Set<String> values, ObjectNode pod) {
        return switch (scope) {
            case "Terminating" -> PodUsage.isTerminating(pod);
            case "NotTerminating" -> !PodUsage.isTerminating(pod);
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> {
                String name = Trees.string(pod, "spec", "priorityClassName");
                yield ofNames(name.isEmpty() ? Set.of() : Set.of(name), operator, values);
            }
            case "CrossNamespacePodAffinity" -> looksElsewhere(pod);
            default -> false;
        };
    }

    /** As a label selector: who has no name is in {@code NotIn}; of several names one is enough. */
    private static boolean ofNames(Set<String> names, String operator, Set<String> values) {
        return switch (operator) {
            case "In" -> names.stream().anyMatch(values::contains);
            case "NotIn" -> names.isEmpty() || names.stream().anyMatch(name -> !values.contains(name));
            case "DoesNotExist" -> names.isEmpty();
            default -> !names.isEmpty();
        };
    }

    private static boolean isBestEffort(ObjectNode pod) {
        String told = Trees.string(pod, "status", "qosClass");
        if (!told.isEmpty()) {
            return told.equals("BestEffort");
        }
        return Stream.of("requests", "limits").noneMatch(what -> says(pod, "spec", "resources", what))
                && Stream.of("containers", "initContainers")
                        .flatMap(list -> Trees.objects(pod, "spec", list).stream())
                        .noneMatch(c -> says(c, "resources", "requests") || says(c, "resources", "limits"));
    }

    private static boolean says(ObjectNode tree, String... path) {
        Map<String, Quantity> amounts = ResourceList.of(tree, path);
        return Stream.of("cpu", "memory").anyMatch(name -> amounts.containsKey(name) && amounts.get(name).signum() > 0);
    }

    private static boolean looksElsewhere(ObjectNode pod) {
        return Stream.of("podAffinity", "podAntiAffinity").flatMap(which -> terms(pod, which))
                .anyMatch(term -> !Trees.strings(term, "namespaces").isEmpty() || term.has("namespaceSelector"));
    }

    private static Stream<ObjectNode> terms(ObjectNode pod, String which) {
        List<ObjectNode> required = Trees.objects(pod, "spec", "affinity", which,
                "requiredDuringSchedulingIgnoredDuringExecution");
        List<ObjectNode> preferred = Trees.objects(pod, "spec", "affinity", which,
                "preferredDuringSchedulingIgnoredDuringExecution");
        return Stream.concat(required.stream(),
                preferred.stream().flatMap(weighted -> Trees.object(weighted, "podAffinityTerm").stream()));
    }
}
