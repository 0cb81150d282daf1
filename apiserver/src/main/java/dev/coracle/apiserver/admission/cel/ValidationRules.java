package dev.coracle.apiserver.admission.cel;

import dev.cel.common.types.CelKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code x-kubernetes-validations} of a custom kind's schema, compiled. Immutable; safe for use by any number of threads. Source:
 * apiextensions.k8s.io/v1; the documentation of CRD validation rules.
 */
public final class ValidationRules {

    /**
     * One rule.
     *
     * @param expression  empty if it cannot be compiled, for the reason in {@code compileError}
     * @param optionalOld whether the old value is an optional, so that the rule is asked too where there is none
     * @param message     empty if none is declared
     */
    record Rule(Optional<Expression> expression, String compileError, boolean usesOld, boolean optionalOld, String text,
            String message, Optional<Expression> messageExpression, String reason, String fieldPath) {

        /** What the rule is called where something goes wrong with it. */
        String shown() {
            return message.isEmpty() ? text : message;
        }
    }

    private final Schema schema;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, ValidationRules> fields = new HashMap<>();
    private final Optional<ValidationRules> entries;
    private final Optional<ValidationRules> items;

    private ValidationRules(Schema schema) {
        this.schema = schema;
        for (ObjectNode rule : Trees.objects(schema.json(), "x-kubernetes-validations")) {
            if (!Trees.string(rule, "rule").isBlank()) {
                rules.add(compile(rule));
            }
        }
        schema.properties().forEach((name, field) -> {
            ValidationRules below = new ValidationRules(field);
            if (!below.isEmpty()) {
                fields.put(name, below);
            }
        });
        entries = schema.additionalProperties().map(ValidationRules::new).filter(below -> !below.isEmpty());
        items = schema.items().map(ValidationRules::new).filter(below -> !below.isEmpty());
    }

    /** Compiles what rules the schema has; one that cannot be compiled fails for every object. */
    public static ValidationRules compile(Schema schema) {
        return new ValidationRules(schema);
    }

    /** Whether there are no rules, so that CEL need not be loaded. */
    public boolean isEmpty() {
        return rules.isEmpty() && fields.isEmpty() && entries.isEmpty() && items.isEmpty();
    }

    private static Rule compile(ObjectNode rule) {
        String text = Trees.string(rule, "rule").strip();
        String message = Trees.string(rule, "message").strip();
        String messageExpression = Trees.string(rule, "messageExpression");
        try {
            Expression expression = Expression.compile(text, Expression.Scope.RULE, CelKind.BOOL);
            Optional<Expression> says = messageExpression.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Expression.compile(messageExpression, Expression.Scope.RULE, CelKind.STRING));
            return new Rule(Optional.of(expression), "", expression.mentions("oldSelf"),
                    Trees.bool(rule, "optionalOldSelf"),
                    text, message, says, Trees.string(rule, "reason"), Trees.string(rule, "fieldPath"));
        } catch (CelFailure e) {
            return new Rule(Optional.empty(), e.why(), false, false, text, message, Optional.empty(), "", "");
        }
    }

    Schema schema() {
        return schema;
    }

    /** Those right at the schema. */
    List<Rule> rules() {
        return rules;
    }

    /** Those of a field or a map's value. */
    Optional<ValidationRules> field(String name) {
        return schema.properties().containsKey(name) ? Optional.ofNullable(fields.get(name)) : entries;
    }

    boolean haveFields() {
        return !fields.isEmpty() || entries.isPresent();
    }

    Optional<ValidationRules> items() {
        return items;
    }

    /** What is wrong with the expressions of rules, for whoever creates the CRD; each as {@code rule: reason}. */
    public List<String> compileErrors() {
        List<String> errors = new ArrayList<>();
        rules.stream().filter(rule -> rule.expression.isEmpty())
                .forEach(rule -> errors.add(rule.text + ": " + rule.compileError));
        fields.values().forEach(below -> errors.addAll(below.compileErrors()));
        entries.ifPresent(below -> errors.addAll(below.compileErrors()));
        items.ifPresent(below -> errors.addAll(below.compileErrors()));
        return errors;
    }

    /**
     * Checks an object that fits its schema. What was wrong before and has not changed is only warned of, unless the rule speaks of the old
     * value (KEP-4008).
     *
     * @param old      what is stored; empty on create: rules that speak of it are then left out
     * @param warnings takes what the client is to be warned of
     */
    public void validate(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        if (!isEmpty()) {
            Optional<JsonNode> before = old.map(JsonNode.class::cast);
            new RuleEvaluation(errors, warnings, Budget.of(CostLimit.OF_OBJECT)).check(this, object, before);
        }
    }
}
