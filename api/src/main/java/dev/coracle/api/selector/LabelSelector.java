package dev.coracle.api.selector;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * A selection by labels: all requirements must hold. Immutable. Source: the API conventions' label selectors, in both forms: the text of
 * query parameters and the object with matchLabels and matchExpressions.
 */
public record LabelSelector(List<Requirement> requirements) {

    /** Selects everything. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    /** How a requirement compares. */
    public enum Operator {
        IN, NOT_IN, EXISTS, DOES_NOT_EXIST, GREATER_THAN, LESS_THAN
    }

    /** @param values sorted, each once */
    public record Requirement(String key, Operator operator, List<String> values) {

        public Requirement {
            values = List.copyOf(new TreeSet<>(values));
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case GREATER_THAN -> value != null && compare(value) > 0;
                case LESS_THAN -> value != null && compare(value) < 0;
            };
        }

        private int compare(String value) {
            try {
                return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
            } catch (NumberFormatException notANumber) {
                return 0;
            }
        }

        @Override
        public String toString() {
            return switch (operator) {
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in " + list();
                case NOT_IN -> values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin " + list();
                case GREATER_THAN -> key + ">" + values.getFirst();
                case LESS_THAN -> key + "<" + values.getFirst();
            };
        }

        private String list() {
            return values.stream().collect(Collectors.joining(",", "(", ")"));
        }
    }

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** From text such as {@code a=b,c in (d,e),!f}. @throws IllegalArgumentException in apimachinery's words */
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelector(new LabelSelectorParser(text).parse());
    }

    /** From an object with matchLabels and matchExpressions that has passed {@link #validate}. */
    public static LabelSelector of(ObjectNode selector) {
        List<Requirement> found = new ArrayList<>();
        Trees.object(selector, "matchLabels").ifPresent(labels -> labels.properties()
                .forEach(e -> found.add(new Requirement(e.getKey(), Operator.IN, List.of(e.getValue().asString(""))))));
        for (ObjectNode expression : Trees.objects(selector, "matchExpressions")) {
            found.add(new Requirement(Trees.string(expression, "key"), operator(Trees.string(expression, "operator")),
                    Trees.strings(expression, "values")));
        }
        return new LabelSelector(found);
    }

    /** From a plain map, as in the selectors of services and replication controllers. */
    public static LabelSelector ofMap(Map<String, String> labels) {
        return new LabelSelector(labels.entrySet().stream()
                .map(e -> new Requirement(e.getKey(), Operator.IN, List.of(e.getValue()))).toList());
    }

    private static Operator operator(String word) {
        return switch (word) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER_THAN;
            case "Lt" -> Operator.LESS_THAN;
            default -> throw new IllegalArgumentException("\"" + word + "\" is not a valid label selector operator");
        };
    }

    /** Whether an object with these labels is selected. */
    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }

    /** Says what is wrong with a selector object. */
    public static void validate(ObjectNode selector, FieldPath path, FieldErrors errors) {
        Trees.object(selector, "matchLabels").ifPresent(labels -> labels.properties().forEach(e -> {
            for (String wrong : Names.qualifiedName(e.getKey())) {
                errors.invalid(path.child("matchLabels"), e.getKey(), wrong);
            }
            for (String wrong : Names.labelValue(e.getValue().asString(""))) {
                errors.invalid(path.child("matchLabels"), e.getValue().asString(""), wrong);
            }
        }));
        int index = 0;
        for (ObjectNode expression : Trees.objects(selector, "matchExpressions")) {
            validate(expression, path.child("matchExpressions").index(index++), errors, path);
        }
    }

    private static void validate(ObjectNode expression, FieldPath at, FieldErrors errors, FieldPath path) {
        String operator = Trees.string(expression, "operator");
        boolean values = !Trees.strings(expression, "values").isEmpty();
        switch (operator) {
            case "In", "NotIn" -> {
                if (!values) {
                    errors.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values) {
                    errors.forbidden(at.child("values"),
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> errors.invalid(at.child("operator"), operator, "not a valid selector operator");
        }
        for (String wrong : Names.qualifiedName(Trees.string(expression, "key"))) {
            errors.invalid(at.child("key"), Trees.string(expression, "key"), wrong);
        }
        int index = 0;
        for (String value : Trees.strings(expression, "values")) {
            for (String wrong : Names.labelValue(value)) {
                errors.invalid(at.child("values").index(index), value, wrong);
            }
            index++;
        }
    }
}
