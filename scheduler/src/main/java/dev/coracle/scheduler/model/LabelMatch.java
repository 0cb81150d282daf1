package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A label selector, compiled. All requirements must hold; none at all match everything. */
public record LabelMatch(List<Requirement> requirements) {

    /** The operators of label selectors and of node selectors. */
    public enum Operator {
        IN, NOT_IN, EXISTS, DOES_NOT_EXIST, GT, LT,
        /** An operator that isn't known, or a selector that is absent: matches nothing. */
        NEVER
    }

    /** One requirement on one key. */
    public record Requirement(String key, Operator operator, Set<String> values) {

        boolean matches(@Nullable String value) {
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GT -> value != null && compare(value) > 0;
                case LT -> value != null && compare(value) < 0;
                case NEVER -> false;
            };
        }

        /** How the label's number compares with the one wanted; 0 where either is none. */
        private int compare(String value) {
            if (values.size() != 1) {
                return 0;
            }
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    public static final LabelMatch NOTHING = new LabelMatch(List.of(new Requirement("", Operator.NEVER, Set.of())));
    public static final LabelMatch EVERYTHING = new LabelMatch(List.of());

    public LabelMatch {
        requirements = List.copyOf(requirements);
    }

    /** As in the API: an absent selector matches nothing, an empty one everything. */
    public static LabelMatch of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return NOTHING;
        }
        List<Requirement> all = new ArrayList<>();
        if (selector.getMatchLabels() != null) {
            all.addAll(labels(selector.getMatchLabels()).requirements);
        }
        for (LabelSelectorRequirement r : selector.getMatchExpressions()) {
            all.add(new Requirement(r.getKey(), operator(r.getOperator()), Set.copyOf(r.getValues())));
        }
        return new LabelMatch(all);
    }

    /** Each of these labels with exactly this value. */
    public static LabelMatch labels(Map<String, String> labels) {
        List<Requirement> all = new ArrayList<>();
        new TreeMap<>(labels).forEach((key, value) -> all.add(new Requirement(key, Operator.IN, Set.of(value))));
        return new LabelMatch(all);
    }

    public static Operator operator(@Nullable String name) {
        return switch (name == null ? "" : name) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GT;
            case "Lt" -> Operator.LT;
            default -> Operator.NEVER;
        };
    }

    public LabelMatch and(LabelMatch other) {
        List<Requirement> both = new ArrayList<>(requirements);
        both.addAll(other.requirements);
        return new LabelMatch(both);
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels.get(requirement.key))) {
                return false;
            }
        }
        return true;
    }
}
