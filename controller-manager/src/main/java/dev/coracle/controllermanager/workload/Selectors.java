package dev.coracle.controllermanager.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Label selectors as workloads have them. A selector that is absent matches nothing, an empty one everything. */
public final class Selectors {

    private Selectors() {}

    public static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> exact = selector.getMatchLabels();
        if (exact != null && !contains(labels, exact)) {
            return false;
        }
        List<LabelSelectorRequirement> requirements = selector.getMatchExpressions();
        return requirements == null || requirements.stream().allMatch(r -> satisfies(r, labels));
    }

    /** True for a selector that selects everything: no workload may have it. */
    public static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector != null && (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty())
                && (selector.getMatchExpressions() == null || selector.getMatchExpressions().isEmpty());
    }

    /** True where {@code labels} has every entry of {@code wanted}. */
    public static boolean contains(Map<String, String> labels, Map<String, String> wanted) {
        return wanted.entrySet().stream().allMatch(e -> Objects.equals(labels.get(e.getKey()), e.getValue()));
    }

    private static boolean satisfies(LabelSelectorRequirement requirement, Map<String, String> labels) {
        @Nullable
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case String other -> throw new IllegalArgumentException("not a label selector operator: " + other);
        };
    }
}
