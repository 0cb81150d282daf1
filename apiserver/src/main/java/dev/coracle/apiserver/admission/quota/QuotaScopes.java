package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.tree.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Whether a quota that counts only some pods counts this one. Source: core/v1 ResourceQuotaScope. */
final class QuotaScopes {

    private QuotaScopes() {}

    /** A quota without scopes counts all; scopes are about pods, so one with scopes counts nothing else. */
    static boolean count(ObjectNode quota, boolean isPod, ObjectNode object) {
        List<String> scopes = Trees.strings(quota, "spec", "scopes");
        List<ObjectNode> selectors = Trees.objects(quota, "spec", "scopeSelector", "matchExpressions");
        if (scopes.isEmpty() && selectors.isEmpty()) {
            return true;
        }
        return isPod && scopes.stream().allMatch(scope -> matches(scope, "Exists", List.of(), object))
                && selectors.stream().allMatch(s -> matches(Trees.string(s, "scopeName"), Trees.string(s, "operator"),
                        Trees.strings(s, "values"), object));
    }

    private static boolean matches(String scope, String operator, List<String> values, ObjectNode pod) {
        boolean terminating = Trees.integer(pod, "spec", "activeDeadlineSeconds").isPresent();
        return switch (scope) {
            case "Terminating" -> terminating;
            case "NotTerminating" -> !terminating;
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> {
                String name = Trees.string(pod, "spec", "priorityClassName");
                yield switch (operator) {
                    case "In" -> values.contains(name);
                    case "NotIn" -> !values.contains(name);
                    case "DoesNotExist" -> name.isEmpty();
                    default -> !name.isEmpty();
                };
            }
            case "CrossNamespacePodAffinity" -> namesOtherNamespaces(pod);
            default -> false;
        };
    }

    static boolean isBestEffort(ObjectNode pod) {
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                for (String what : List.of("requests", "limits")) {
                    var amounts = PodResources.own(container, what);
                    if (amounts.containsKey("cpu") || amounts.containsKey("memory")) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean namesOtherNamespaces(ObjectNode pod) {
        return Trees.object(pod, "spec", "affinity")
                .filter(a -> !a.findValues("namespaces").isEmpty() || !a.findValues("namespaceSelector").isEmpty())
                .isPresent();
    }
}
