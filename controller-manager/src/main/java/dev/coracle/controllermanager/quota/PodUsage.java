package dev.coracle.controllermanager.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What pods count for in a quota: as many as they are, and what they request or are limited to. Pure. Source: KEP and docs on resource quotas. */
final class PodUsage {

    private static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");

    private PodUsage() {}

    static boolean counts(String resource) {
        return resource.equals("pods") || resource.equals("count/pods") || PLAIN.contains(resource)
                || resource.startsWith("limits.")
                || resource.startsWith("requests.") && !resource.equals("requests.storage");
    }

    /** The sum over those pods that the quota's scopes take in. */
    static Quantity total(List<ObjectNode> pods, ObjectNode quota, String resource) {
        Quantity total = Quantity.ZERO;
        for (ObjectNode pod : pods) {
            String phase = Trees.string(pod, "status", "phase");
            boolean over = phase.equals("Succeeded") || phase.equals("Failed");
            if (resource.equals("count/pods")) {
                total = total.plus(Quantity.of(1, Quantity.Format.DECIMAL_SI));
            } else if (!over && inScope(pod, quota)) {
                total = total.plus(of(pod, resource));
            }
        }
        return total;
    }

    private static Quantity of(ObjectNode pod, String resource) {
        if (resource.equals("pods")) {
            return Quantity.of(1, Quantity.Format.DECIMAL_SI);
        }
        boolean limits = resource.startsWith("limits.");
        String name = limits
                ? resource.substring(7)
                : resource.startsWith("requests.") ? resource.substring(9) : resource;
        String field = limits ? "limits" : "requests";
        Quantity together = Quantity.ZERO;
        for (ObjectNode container : Trees.objects(pod, "spec", "containers")) {
            together = together.plus(amount(container, field, name));
        }
        Quantity largest = Quantity.ZERO;
        Quantity sidecars = Quantity.ZERO;
        for (ObjectNode container : Trees.objects(pod, "spec", "initContainers")) {
            Quantity its = amount(container, field, name);
            if (Trees.string(container, "restartPolicy").equals("Always")) {
                sidecars = sidecars.plus(its);
                its = sidecars;
            } else {
                its = its.plus(sidecars);
            }
            largest = its.compareTo(largest) > 0 ? its : largest;
        }
        Quantity whole = together.plus(sidecars);
        Quantity overhead = Quantity.tryParse(Trees.string(pod, "spec", "overhead", name)).orElse(Quantity.ZERO);
        return (largest.compareTo(whole) > 0 ? largest : whole).plus(overhead);
    }

    private static Quantity amount(ObjectNode container, String field, String name) {
        return Quantity.tryParse(Trees.string(container, "resources", field, name)).orElse(Quantity.ZERO);
    }

    private static boolean inScope(ObjectNode pod, ObjectNode quota) {
        for (String scope : Trees.strings(quota, "spec", "scopes")) {
            if (!matches(pod, scope)) {
                return false;
            }
        }
        for (ObjectNode expression : Trees.objects(quota, "spec", "scopeSelector", "matchExpressions")) {
            if (!matches(pod, expression)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(ObjectNode pod, String scope) {
        boolean terminating = Trees.integer(pod, "spec", "activeDeadlineSeconds").filter(s -> s >= 0).isPresent();
        boolean bestEffort = Trees.string(pod, "status", "qosClass").equals("BestEffort");
        return switch (scope) {
            case "Terminating" -> terminating;
            case "NotTerminating" -> !terminating;
            case "BestEffort" -> bestEffort;
            case "NotBestEffort" -> !bestEffort;
            case "PriorityClass" -> !Trees.string(pod, "spec", "priorityClassName").isEmpty();
            default -> true;
        };
    }

    private static boolean matches(ObjectNode pod, ObjectNode expression) {
        String scope = Trees.string(expression, "scopeName");
        if (!scope.equals("PriorityClass")) {
            return matches(pod, scope);
        }
        String its = Trees.string(pod, "spec", "priorityClassName");
        List<String> values = Trees.strings(expression, "values");
        return switch (Trees.string(expression, "operator")) {
            case "In" -> values.contains(its);
            case "NotIn" -> !values.contains(its);
            case "Exists" -> !its.isEmpty();
            case "DoesNotExist" -> its.isEmpty();
            default -> false;
        };
    }
}
