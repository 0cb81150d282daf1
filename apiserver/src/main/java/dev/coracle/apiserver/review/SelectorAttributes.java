package dev.coracle.apiserver.review;

import dev.coracle.api.selector.FieldSelector;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The selectors of a question about a list. Source: authorization.k8s.io/v1 FieldSelectorAttributes and LabelSelectorAttributes. */
final class SelectorAttributes {

    private static final FieldPath RESOURCE = FieldPath.of("spec", "resourceAttributes");
    private static final List<String> SELECTORS = List.of("fieldSelector", "labelSelector");

    private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

    private SelectorAttributes() {}

    static void check(ObjectNode review, FieldErrors errors) {
        for (String name : SELECTORS) {
            find(review, name).ifPresent(selector -> check(name, selector, errors));
        }
    }

    private static Optional<ObjectNode> find(ObjectNode review, String name) {
        return Trees.object(review, "spec", "resourceAttributes", name);
    }

    private static void check(String name, ObjectNode selector, FieldErrors errors) {
        FieldPath path = RESOURCE.child(name);
        String raw = Trees.string(selector, "rawSelector");
        List<ObjectNode> requirements = Trees.objects(selector, "requirements");
        if (!raw.isEmpty() && !requirements.isEmpty()) {
            errors.invalid(path.child("rawSelector"), raw, "may not specified at the same time as requirements");
        }
        if (raw.isEmpty() && requirements.isEmpty()) {
            errors.required(path.child("requirements"),
                    "when " + path + " is specified, requirements or rawSelector is required");
        }
        if (name.equals("labelSelector")) {
            FieldErrors found = new FieldErrors();
            LabelSelector.validate(withKnownOperators(selector), FieldPath.root(), found);
            errors.addAll(found.moved("matchExpressions", path.child("requirements")));
        } else {
            for (int i = 0; i < requirements.size(); i++) {
                field(requirements.get(i), path.child("requirements").index(i), errors);
            }
        }
    }

    /** An operator that nobody knows is no error: such a selector is ignored. */
    private static ObjectNode withKnownOperators(ObjectNode selector) {
        ObjectNode known = expressions(selector).deepCopy();
        for (ObjectNode expression : Trees.objects(known, "matchExpressions")) {
            String operator = Trees.string(expression, "operator");
            if (!OPERATORS.contains(operator)) {
                expression.put("operator", Trees.strings(expression, "values").isEmpty() ? "Exists" : "In");
            }
        }
        return known;
    }

    private static ObjectNode expressions(ObjectNode selector) {
        ObjectNode expressions = Json.object();
        Trees.array(selector, "requirements").ifPresent(list -> expressions.set("matchExpressions", list));
        return expressions;
    }

    private static void field(ObjectNode requirement, FieldPath path, FieldErrors errors) {
        if (Trees.string(requirement, "key").isEmpty()) {
            errors.required(path.child("key"), "must be specified");
        }
        boolean values = !Trees.strings(requirement, "values").isEmpty();
        String operator = Trees.string(requirement, "operator");
        if (List.of("In", "NotIn").contains(operator) && !values) {
            errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        } else if (List.of("Exists", "DoesNotExist").contains(operator) && values) {
            errors.forbidden(path.child("values"),
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
    }

    /** Which selectors could not be understood; the question is then asked without them. */
    static Optional<String> ignored(ObjectNode review) {
        List<String> ignored = new ArrayList<>();
        for (String name : SELECTORS) {
            find(review, name).filter(selector -> !isUnderstood(name, selector))
                    .ifPresent(selector -> ignored.add(RESOURCE.child(name) + " ignored due to parse error"));
        }
        return switch (ignored.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(ignored.getFirst());
            default -> Optional.of("[" + String.join(", ", ignored) + "]");
        };
    }

    private static boolean isUnderstood(String name, ObjectNode selector) {
        String raw = Trees.string(selector, "rawSelector");
        try {
            if (name.equals("labelSelector")) {
                return (raw.isEmpty() ? LabelSelector.of(expressions(selector)) : LabelSelector.parse(raw)) != null;
            }
            return raw.isEmpty()
                    ? Trees.objects(selector, "requirements").stream().allMatch(SelectorAttributes::isSimple)
                    : FieldSelector.parse(raw) != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** What the question is narrowed to; what can't be understood is left out. */
    static Selectors selectors(ObjectNode review) {
        return new Selectors(requirements(review, "fieldSelector"), requirements(review, "labelSelector"));
    }

    private static List<Selectors.Requirement> requirements(ObjectNode review, String name) {
        Optional<ObjectNode> selector = find(review, name);
        if (selector.isEmpty()) {
            return List.of();
        }
        String raw = Trees.string(selector.get(), "rawSelector");
        if (!raw.isEmpty()) {
            return name.equals("labelSelector") ? Selectors.labels(raw) : Selectors.fields(raw);
        }
        boolean labels = name.equals("labelSelector");
        return Trees.objects(selector.get(), "requirements").stream()
                .filter(r -> labels ? OPERATORS.contains(Trees.string(r, "operator")) : isSimple(r))
                .map(r -> new Selectors.Requirement(Trees.string(r, "key"), Trees.string(r, "operator"),
                        Trees.strings(r, "values")))
                .toList();
    }

    /** Fields can be compared with one value. */
    private static boolean isSimple(ObjectNode requirement) {
        return List.of("In", "NotIn").contains(Trees.string(requirement, "operator"))
                && Trees.strings(requirement, "values").size() == 1;
    }
}
