package dev.coracle.apiserver.admission.cel;

import dev.cel.common.types.CelKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code x-kubernetes-validations} of a custom kind's schema, compiled. Immutable; safe for use by any number of threads. Source:
 * apiextensions.k8s.io/v1; the documentation of CRD validation rules.
 */
public final class ValidationRules {

    /** A step of a rule's fieldPath: {@code .a} or {@code ['b.c']}. */
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\['([^']*)'\\]");

    /** What may be wrong with an object so that rules, which rely on types and sizes, are not asked. */
    private static final Set<String> BLOCKING = Set.of("FieldValueNotSupported", "FieldValueRequired",
            "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid");

    private record Rule(Optional<Expression> expression, String compileError, boolean usesOld, boolean optionalOld,
            String text,
            String message, Optional<Expression> messageExpression, String reason, String fieldPath) {}

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
     * Checks an object that has been held against its schema; one so wrong that rules could not rely on it is not checked. What was wrong before and has not changed is only warned of, unless the rule speaks of the old
     * value (KEP-4008).
     *
     * @param old      what is stored; empty on create: rules that speak of it are then left out
     * @param warnings takes what the client is to be warned of
     */
    public void validate(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        if (isEmpty()) {
            return;
        }
        if (errors.hasAny(BLOCKING)) {
            errors.invalid(FieldPath.of("<nil>"), NullNode.getInstance(),
                    "some validation rules were not checked because the "
                            + "object was invalid; correct the existing errors to complete validation");
        } else {
            new Check(errors, warnings).check(this, object, old.map(JsonNode.class::cast), FieldPath.root());
        }
    }

    /** The check of one object. */
    private record Check(FieldErrors errors, Consumer<String> warnings) {

        void check(ValidationRules rules, JsonNode value, Optional<JsonNode> old, FieldPath path) {
            if (value.isNull()) {
                return;
            }
            if (!rules.rules.isEmpty()) {
                rules(rules, value, old.filter(node -> !node.isNull()), path);
            }
            if (value.isObject() && !(rules.fields.isEmpty() && rules.entries.isEmpty())) {
                fields(rules, value, old, path);
            }
            if (value instanceof ArrayNode array && rules.items.isPresent()) {
                for (int i = 0; i < array.size(); i++) {
                    check(rules.items.get(), array.get(i), rules.counterpart(array.get(i), old), path.index(i));
                }
            }
        }

        private void fields(ValidationRules rules, JsonNode value, Optional<JsonNode> old, FieldPath path) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                Optional<JsonNode> before = old.flatMap(node -> Optional.ofNullable(node.get(field.getKey())));
                ValidationRules named = rules.fields.get(field.getKey());
                if (named != null) {
                    check(named, field.getValue(), before, path.child(field.getKey()));
                } else if (!rules.schema.properties().containsKey(field.getKey())) {
                    rules.entries.ifPresent(each -> check(each, field.getValue(), before, path.key(field.getKey())));
                }
            }
        }

        private void rules(ValidationRules rules, JsonNode value, Optional<JsonNode> old, FieldPath path) {
            Schema schema = rules.schema;
            Object self = CelValues.of(value, schema);
            Optional<Object> oldSelf = old.map(node -> CelValues.of(node, schema));
            boolean unchanged = old.filter(value::equals).isPresent();
            String type = schema.type() == Schema.Type.INT_OR_STRING
                    ? ""
                    : schema.type().name().toLowerCase(Locale.ROOT);
            for (Rule rule : rules.rules) {
                FieldErrors wrong = new FieldErrors();
                if (rule.expression.isEmpty()) {
                    wrong.invalid(path, type, "rule compile error: " + rule.compileError);
                } else if (!rule.usesOld || oldSelf.isPresent() || rule.optionalOld) {
                    rule(rule, rule.expression.get(), bind(rule, self, oldSelf), value, type, path, wrong);
                }
                if (unchanged && !rule.usesOld && !wrong.isEmpty()) {
                    warnings.accept(wrong.message());
                } else {
                    errors.addAll(wrong);
                }
            }
        }

        private static Map<String, Object> bind(Rule rule, Object self, Optional<Object> oldSelf) {
            Map<String, Object> bound = new HashMap<>();
            bound.put("self", self);
            if (rule.optionalOld) {
                bound.put("oldSelf", oldSelf);
            } else {
                oldSelf.ifPresent(before -> bound.put("oldSelf", before));
            }
            return bound;
        }
    }

    /** The old item with the same keys, where a list has keys; others cannot be told to be the same. */
    private Optional<JsonNode> counterpart(JsonNode item, Optional<JsonNode> old) {
        if (schema.listType() != Schema.ListType.MAP || old.isEmpty() || !old.get().isArray()) {
            return Optional.empty();
        }
        return old.get().valueStream().filter(candidate -> schema.listMapKeys().stream()
                .allMatch(key -> item.path(key).equals(candidate.path(key)))).findFirst();
    }

    private static void rule(Rule rule, Expression expression, Map<String, Object> bound, JsonNode value, String type,
            FieldPath path, FieldErrors errors) {
        String text = rule.message.isEmpty() ? rule.text : rule.message;
        try {
            if (Boolean.TRUE.equals(expression.evaluate(bound))) {
                return;
            }
        } catch (CelFailure e) {
            errors.invalid(path, type, e.why() + " evaluating rule: " + text);
            return;
        }
        String detail = rule.messageExpression.flatMap(says -> ValidatingPolicy.messageOf(says, bound))
                .orElse(rule.message.isEmpty() ? "failed rule: " + rule.text : rule.message);
        FieldPath at = rule.fieldPath.isEmpty() ? path : below(path, rule.fieldPath);
        switch (rule.reason) {
            case "FieldValueForbidden" -> errors.forbidden(at, detail);
            case "FieldValueRequired" -> errors.required(at, detail);
            case "FieldValueDuplicate" -> errors.duplicate(at, value);
            default -> {
                if (value.isContainer()) {
                    errors.add("FieldValueInvalid", at, "Invalid value: " + detail);
                } else {
                    errors.invalid(at, value.isString() ? value.stringValue() : value, detail);
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
