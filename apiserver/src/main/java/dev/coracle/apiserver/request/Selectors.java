package dev.coracle.apiserver.request;

import dev.coracle.api.selector.FieldSelector;
import dev.coracle.api.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * What narrows a collection, for those who decide whether the narrower one may be seen. What can't be understood narrows nothing here: the verb
 * refuses it later. Immutable. Source: authorization.k8s.io/v1 ResourceAttributes.
 */
public record Selectors(List<Requirement> fields, List<Requirement> labels) {

    public static final Selectors NONE = new Selectors(List.of(), List.of());

    /** @param operator In, NotIn, Exists or DoesNotExist */
    public record Requirement(String key, String operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        /** Whether it admits exactly this value. */
        public boolean isExactly(String wantedKey, String value) {
            return key.equals(wantedKey) && operator.equals("In") && values.equals(List.of(value));
        }
    }

    public Selectors {
        fields = List.copyOf(fields);
        labels = List.copyOf(labels);
    }

    /** Of a request's query; both may be empty. */
    public static Selectors parse(String fieldSelector, String labelSelector) {
        return fieldSelector.isEmpty() && labelSelector.isEmpty()
                ? NONE
                : new Selectors(fields(fieldSelector), labels(labelSelector));
    }

    /** Empty for what can't be understood. */
    public static List<Requirement> fields(String text) {
        List<Requirement> found = new ArrayList<>();
        try {
            FieldSelector.parse(text).requirements().forEach(
                    r -> found.add(new Requirement(r.field(), r.equal() ? "In" : "NotIn", List.of(r.value()))));
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
        return found;
    }

    /** Empty for what can't be understood. */
    public static List<Requirement> labels(String text) {
        try {
            return labels(LabelSelector.parse(text));
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }

    private static List<Requirement> labels(LabelSelector selector) {
        List<Requirement> found = new ArrayList<>();
        for (LabelSelector.Requirement r : selector.requirements()) {
            switch (r.operator()) {
                case IN -> found.add(new Requirement(r.key(), "In", r.values()));
                case NOT_IN -> found.add(new Requirement(r.key(), "NotIn", r.values()));
                case EXISTS -> found.add(new Requirement(r.key(), "Exists", List.of()));
                case DOES_NOT_EXIST -> found.add(new Requirement(r.key(), "DoesNotExist", List.of()));
                default -> {
                    // Greater and less have no form in a review.
                }
            }
        }
        return found;
    }

    /** Whether a field must have exactly this value. */
    public boolean select(String field, String value) {
        return fields.stream().anyMatch(r -> r.isExactly(field, value));
    }
}
