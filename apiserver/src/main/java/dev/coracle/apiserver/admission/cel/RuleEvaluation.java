package dev.coracle.apiserver.admission.cel;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.check.KeyedItems;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.apiserver.admission.cel.ValidationRules.Rule;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The check of one object by the rules of its schema, as long as its budget lasts. Belongs to one thread. */
final class RuleEvaluation {

    /** A step of a rule's fieldPath: {@code .a} or {@code ['b.c']}. */
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\['([^']*)'\\]");

    /**
     * Where the check is.
     *
     * @param old        the value that was here, if it can be told which one it was
     * @param sameParent whether the nearest value around, of which it can be told, is as it was
     */
    private record Here(JsonNode value, Optional<JsonNode> old, boolean sameParent, FieldPath path) {

        boolean same() {
            return old.map(value::equals).orElse(sameParent);
        }

        Here below(JsonNode child, Optional<JsonNode> before, FieldPath at) {
            return new Here(child, before, same(), at);
        }
    }

    /** No rule is evaluated any more. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Over() {
            super(null, null, false, false);
        }
    }

    private final FieldErrors errors;
    private final Consumer<String> warnings;
    private final Budget budget;

    RuleEvaluation(FieldErrors errors, Consumer<String> warnings, Budget budget) {
        this.errors = errors;
        this.warnings = warnings;
        this.budget = budget;
    }

    void check(ValidationRules rules, JsonNode object, Optional<JsonNode> old) {
        try {
            check(rules, new Here(object, old, false, FieldPath.root()));
        } catch (Over e) {
            // What ended it stands among the errors.
        }
    }

    private void check(ValidationRules rules, Here here) {
        if (here.value.isNull()) {
            return;
        }
        if (!rules.rules().isEmpty()) {
            rules(rules, here);
        }
        if (here.value.isObject() && rules.haveFields()) {
            for (Map.Entry<String, JsonNode> field : here.value.properties()) {
                rules.field(field.getKey()).ifPresent(below -> field(rules.schema(), below, field, here));
            }
        }
        if (here.value instanceof ArrayNode array && rules.items().isPresent()) {
            // The old item with the same keys, where a list has keys; others cannot be told to be the same.
            Optional<KeyedItems> old = here.old.map(list -> new KeyedItems(list, rules.schema()));
            for (int i = 0; i < array.size(); i++) {
                JsonNode item = array.get(i);
                check(rules.items().get(),
                        here.below(item, old.flatMap(items -> items.like(item)), here.path.index(i)));
            }
        }
    }

    private void field(Schema schema, ValidationRules below, Map.Entry<String, JsonNode> field, Here here) {
        String name = field.getKey();
        FieldPath path = schema.properties().containsKey(name) ? here.path.child(name) : here.path.key(name);
        check(below, here.below(field.getValue(), here.old.flatMap(node -> Optional.ofNullable(node.get(name))), path));
    }

    private void rules(ValidationRules rules, Here here) {
        String type = rules.schema().json().path("type").asString("");
        if (budget.isSpent()) {
            errors.invalid(here.path, type, CelFailure.outOfBudget().why());
            throw new Over();
        }
        Object self = CelValues.of(here.value, rules.schema());
        Optional<Object> oldSelf = here.old.filter(node -> !node.isNull())
                .map(node -> CelValues.of(node, rules.schema()));
        for (Rule rule : rules.rules()) {
            if (rule.expression().isEmpty()) {
                errors.invalid(here.path, type, "rule compile error: " + rule.compileError());
            } else if (!rule.usesOld() || oldSelf.isPresent() || rule.optionalOld()) {
                rule(rule, rule.expression().get(), self, oldSelf, type, here);
            }
        }
    }

    private void rule(Rule rule, Expression expression, Object self, Optional<Object> oldSelf, String type, Here here) {
        try {
            Map<String, Object> bound = bind(self, rule.optionalOld() ? Optional.of(oldSelf) : oldSelf);
            if (Boolean.TRUE.equals(expression.evaluate(bound, budget))) {
                return;
            }
        } catch (CelFailure e) {
            failed(rule, e, type, here.path);
            return;
        }
        FieldErrors wrong = new FieldErrors();
        FieldPath path = rule.fieldPath().isEmpty() ? here.path : below(here.path, rule.fieldPath());
        boolean over = false;
        try {
            add(rule.reason(), path, here.value, detail(rule, bind(self, oldSelf)), wrong);
        } catch (CelFailure e) {
            wrong.invalid(path, type, e.why());
            over = true;
        }
        if (!rule.usesOld() && here.same()) {
            warnings.accept(wrong.message());
        } else {
            errors.addAll(wrong);
        }
        if (over) {
            throw new Over();
        }
    }

    private static Map<String, Object> bind(Object self, Optional<?> oldSelf) {
        Map<String, Object> bound = new HashMap<>();
        bound.put("self", self);
        oldSelf.ifPresent(before -> bound.put("oldSelf", before));
        return bound;
    }

    private void failed(Rule rule, CelFailure e, String type, FieldPath path) {
        if (e.isOutOfBudget()) {
            errors.invalid(path, type, e.why());
            throw new Over();
        }
        if (e.isOverLimit()) {
            errors.invalid(path, type, "'" + e.why() + "': no further validation rules will be run due to call cost "
                    + "exceeds limit for rule: " + rule.shown());
            throw new Over();
        }
        if (e.why().startsWith("no such overload")) {
            errors.invalid(path, type, "'" + e.why() + "': call arguments did not match a supported operator, function "
                    + "or macro signature for rule: " + rule.shown());
        } else {
            errors.invalid(path, type, e.why() + " evaluating rule: " + rule.shown());
        }
    }

    /** @throws CelFailure if the message costs too much, which ends the check */
    private String detail(Rule rule, Map<String, Object> bound) {
        return rule.messageExpression().flatMap(says -> message(says, bound))
                .orElse(rule.message().isEmpty() ? "failed rule: " + rule.text() : rule.message());
    }

    private Optional<String> message(Expression says, Map<String, Object> bound) {
        try {
            return MessageTexts.shown(says.evaluate(bound, budget));
        } catch (CelFailure e) {
            if (e.isOutOfBudget()) {
                throw new CelFailure(
                        "messageExpression evaluation failed due to running out of cost budget, no further "
                                + "validation rules will be run");
            }
            if (e.isOverLimit()) {
                throw new CelFailure("no further validation rules will be run due to call cost exceeds limit for "
                        + "messageExpression: " + FieldErrors.quoted(says.source()));
            }
            return Optional.empty();
        }
    }

    private static void add(String reason, FieldPath path, JsonNode value, String detail, FieldErrors errors) {
        switch (reason) {
            case "FieldValueForbidden" -> errors.forbidden(path, detail);
            case "FieldValueRequired" -> errors.required(path, detail);
            case "FieldValueDuplicate" -> {
                if (value.isContainer()) {
                    errors.add(reason, path, "Duplicate value");
                } else {
                    errors.duplicate(path, value);
                }
            }
            default -> {
                if (value.isContainer()) {
                    errors.add("FieldValueInvalid", path, "Invalid value: " + detail);
                } else {
                    errors.invalid(path, value.isString() ? value.stringValue() : value, detail);
                }
            }
        }
    }

    private static FieldPath below(FieldPath path, String fieldPath) {
        FieldPath here = path;
        Matcher steps = STEP.matcher(fieldPath);
        while (steps.find()) {
            String plain = steps.group(1);
            here = here.child(plain == null ? String.valueOf(steps.group(2)) : plain);
        }
        return here;
    }
}
