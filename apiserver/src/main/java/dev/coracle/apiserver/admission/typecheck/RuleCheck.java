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
import dev.coracle.apiserver.admission.cel.library.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the {@code x-kubernetes-validations} of a CustomResourceDefinition's schema against the types that the schema gives. Belongs to one
 * thread. Source: apiextensions.k8s.io/v1 ValidationRule; messages are CEL's.
 */
public final class RuleCheck {

    private static final String RULES = "x-kubernetes-validations";

    private final SchemaTypes types = new SchemaTypes();
    private final FieldErrors errors;

    /** @param errors what is found goes there */
    public RuleCheck(FieldErrors errors) {
        this.errors = errors;
    }

    /**
     * Compiles the rules that stand right at a schema.
     *
     * @param name     of the type that {@code self} has, which those of other schemas differ from
     * @param resource whether the schema is of a whole object, which has a kind and a name even if the schema does not say so
     * @param noOldSelf from where on a value cannot be told from one write to the next; then rules cannot compare it
     */
    public void rules(JsonNode schema, String name, boolean resource, FieldPath path, Optional<FieldPath> noOldSelf) {
        List<ObjectNode> rules = Trees.objects(schema, RULES);
        if (rules.isEmpty()) {
            return;
        }
        CelType self = types.of(name, Schema.ofCustom(resource ? withObjectFields(schema) : schema));
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), self, path.child(RULES).index(i), noOldSelf);
        }
    }

    /** Rules may speak of an object's type, and of nothing in its metadata but its name. */
    private static JsonNode withObjectFields(JsonNode schema) {
        ObjectNode copy = (ObjectNode) schema.deepCopy();
        ObjectNode properties = Trees.ensureObject(copy, "properties");
        ObjectNode string = Json.object().put("type", "string");
        properties.set("apiVersion", string);
        properties.set("kind", string);
        ObjectNode metadata = properties.putObject("metadata").put("type", "object").putObject("properties");
        metadata.set("name", string);
        metadata.set("generateName", string);
        return copy;
    }

    private void rule(ObjectNode rule, CelType self, FieldPath path, Optional<FieldPath> noOldSelf) {
        String text = Trees.string(rule, "rule");
        Map<String, CelType> variables = new HashMap<>();
        variables.put("self", self);
        variables.put("oldSelf", Trees.bool(rule, "optionalOldSelf") ? OptionalType.create(self) : self);
        Cel cel = Environment.of(variables, types);
        CelValidationResult result = cel.compile(text);
        wrong(result, SimpleType.BOOL, "cel expression must evaluate to a bool")
                .ifPresent(wrong -> add(path.child("rule"), rule, wrong));
        String message = Trees.string(rule, "messageExpression");
        if (!result.hasError() && !message.isBlank()) {
            wrong(cel.compile(message), SimpleType.STRING, "messageExpression must evaluate to a string")
                    .ifPresent(wrong -> add(path.child("messageExpression"), rule,
                            wrong.startsWith("messageExpression") ? wrong : "messageExpression " + wrong));
        }
        if (usesOldSelf(result)) {
            noOldSelf.ifPresent(from -> errors.invalid(path.child("rule"), Trees.string(rule, "rule"),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within " + from));
        } else if (rule.path("optionalOldSelf").isBoolean()) {
            errors.invalid(path.child("optionalOldSelf"), rule.path("optionalOldSelf"),
                    "may not be set if oldSelf is not used in rule");
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
            CelType type = result.getAst().getResultType();
            return type.equals(wanted) || type.equals(SimpleType.DYN) ? Optional.empty() : Optional.of(otherwise);
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
