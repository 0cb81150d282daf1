package dev.coracle.apiserver.admission.typecheck;

import dev.cel.bundle.Cel;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.cost.estimate.Estimate;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import dev.coracle.apiserver.admission.cel.cost.estimate.SchemaSizes;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.Literals;
import dev.coracle.apiserver.admission.cel.language.SchemaTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the {@code x-kubernetes-validations} of a CustomResourceDefinition's schema against the types that the schema gives. Belongs to one
 * thread. Source: apiextensions.k8s.io/v1 ValidationRule; messages are CEL's.
 */
public final class RuleCheck {

    private static final String RULES = "x-kubernetes-validations";

    /**
     * Where rules stand.
     *
     * @param resource  whether the schema is of a whole object, which has a kind and a name even if the schema does not say so
     * @param path      of the schema
     * @param noOldSelf from where on a value cannot be told from one write to the next; then rules cannot compare it
     * @param times     how many such values an object can have; empty if nothing but its size bounds that
     */
    public record Where(boolean resource, FieldPath path, Optional<FieldPath> noOldSelf,
            OptionalLong times) {}

    private final SchemaTypes types = new SchemaTypes();
    /** How many types have been named: no expression may begin with the name of one, or a field would be taken for a part of it. */
    private int named;
    private final FieldErrors errors;
    private final RuleCosts costs;

    /** @param errors what is found goes there; {@code costs} what rules cost, all those of one definition's version */
    public RuleCheck(FieldErrors errors, RuleCosts costs) {
        this.errors = errors;
        this.costs = costs;
    }

    /** Compiles the rules that stand right at a schema. */
    public void rules(JsonNode schema, Where where) {
        List<ObjectNode> rules = Trees.objects(schema, RULES);
        if (rules.isEmpty()) {
            return;
        }
        Schema known = Schema.ofCustom(RuleSchemas.visible(schema, where.resource));
        Optional<CelType> self = types.of("selfType" + ++named, known);
        if (self.isEmpty()) {
            errors.add("InternalError", where.path.child(RULES), "Internal error: internal error: failed to construct"
                    + " type information for x-kubernetes-validations rules: unable to convert structural schema to CEL"
                    + " declarations");
            return;
        }
        Rules checked = new Rules(where, self.get(), SchemaSizes.of(known));
        for (int i = 0; i < rules.size(); i++) {
            checked.rule(rules.get(i), where.path.child(RULES).index(i));
        }
    }

    /** The rules of one schema. */
    private final class Rules {
        private final Where where;
        private final CelType self;
        private final SchemaSizes sizes;
        private final Map<Boolean, Cel> languages = new HashMap<>();

        Rules(Where where, CelType self, SchemaSizes sizes) {
            this.where = where;
            this.self = self;
            this.sizes = sizes;
        }

        private Cel language(boolean optionalOld) {
            return languages.computeIfAbsent(optionalOld, optional -> Environment.of(
                    Map.of("self", self, "oldSelf", optional ? OptionalType.create(self) : self), types));
        }

        void rule(ObjectNode rule, FieldPath path) {
            Cel cel = language(Trees.bool(rule, "optionalOldSelf"));
            CelValidationResult result = cel.compile(Trees.string(rule, "rule"));
            Optional<String> wrong = wrong(result, SimpleType.BOOL, "cel expression must evaluate to a bool");
            if (wrong.isEmpty()) {
                long times = where.times.orElse(sizes.occurrences());
                costs.observe(path.child("rule"), RuleCosts.RULE, Extent.product(cost(result), times), errors);
            } else {
                add(path.child("rule"), rule, wrong.get());
            }
            String message = Trees.string(rule, "messageExpression");
            if (wrong.isEmpty() && !message.isBlank()) {
                message(cel.compile(message), rule, path.child("messageExpression"));
            }
            old(rule, wrong.isEmpty() && usesOldSelf(result), path);
        }

        private void message(CelValidationResult result, ObjectNode rule, FieldPath path) {
            Optional<String> wrong = wrong(result, SimpleType.STRING, "messageExpression must evaluate to a string");
            if (wrong.isEmpty()) {
                costs.observe(path, RuleCosts.MESSAGE, cost(result), errors);
            } else {
                add(path, rule, wrong.get().startsWith("messageExpression")
                        ? wrong.get()
                        : "messageExpression " + wrong.get());
            }
        }

        private void old(ObjectNode rule, boolean used, FieldPath path) {
            if (used) {
                where.noOldSelf.ifPresent(from -> errors.invalid(path.child("rule"), Trees.string(rule, "rule"),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within " + from));
            } else if (rule.path("optionalOldSelf").isBoolean()) {
                errors.invalid(path.child("optionalOldSelf"), rule.path("optionalOldSelf"),
                        "may not be set if oldSelf is not used in rule");
            }
        }

        private long cost(CelValidationResult result) {
            try {
                return Estimate.of(result.getAst(), sizes).max();
            } catch (CelValidationException e) {
                throw new IllegalStateException("checked before", e);
            }
        }
    }

    /** Go's encoder escapes what browsers might take for HTML. */
    private void add(FieldPath path, ObjectNode rule, String wrong) {
        String text = Json.text(shown(rule)).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
        errors.add("FieldValueInvalid", path, "Invalid value: " + text + ": " + wrong);
    }

    private static boolean usesOldSelf(CelValidationResult result) {
        try {
            return !result.hasError() && CelNavigableAst.fromAst(result.getAst()).getRoot().allNodes()
                    .anyMatch(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT
                            && node.expr().ident().name().equals("oldSelf"));
        } catch (CelValidationException e) {
            return false;
        }
    }

    private static Optional<String> wrong(CelValidationResult result, CelType wanted, String otherwise) {
        if (result.hasError()) {
            return Optional.of("compilation failed: " + Environment.upstreamWords(result.getErrorString()));
        }
        try {
            Optional<String> literals = Literals.wrong(result.getAst(), Long.MAX_VALUE);
            if (literals.isPresent()) {
                return Optional.of("compilation failed: " + Environment.upstreamWords(literals.get()));
            }
            CelType type = result.getAst().getResultType();
            return type.equals(wanted) ? Optional.empty() : Optional.of(otherwise);
        } catch (CelValidationException e) {
            return Optional.of("compilation failed: " + e.getMessage());
        }
    }

    /** As Go prints the rule: all fields, by their names in Go. */
    private static ObjectNode shown(ObjectNode rule) {
        ObjectNode shown = Json.object().put("Rule", Trees.string(rule, "rule"))
                .put("Message", Trees.string(rule, "message"))
                .put("MessageExpression", Trees.string(rule, "messageExpression"));
        String reason = Trees.string(rule, "reason");
        if (reason.isEmpty()) {
            shown.putNull("Reason");
        } else {
            shown.put("Reason", reason);
        }
        shown.put("FieldPath", Trees.string(rule, "fieldPath"));
        JsonNode optional = rule.path("optionalOldSelf");
        if (optional.isBoolean()) {
            shown.set("OptionalOldSelf", optional);
        } else {
            shown.putNull("OptionalOldSelf");
        }
        return shown;
    }
}
