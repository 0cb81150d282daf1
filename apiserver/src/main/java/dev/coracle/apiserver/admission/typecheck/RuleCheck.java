package dev.coracle.apiserver.admission.typecheck;

import dev.cel.bundle.Cel;
import dev.cel.common.CelValidationResult;
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

    private RuleCheck(FieldErrors errors) {
        this.errors = errors;
    }

    /** @param path of the schema, such as {@code spec.validation.openAPIV3Schema} */
    public static void check(JsonNode openApiV3Schema, FieldPath path, FieldErrors errors) {
        new RuleCheck(errors).visit(openApiV3Schema, "self", true, path);
    }

    private void visit(JsonNode schema, String name, boolean object, FieldPath path) {
        List<ObjectNode> rules = Trees.objects(schema, RULES);
        if (!rules.isEmpty()) {
            CelType self = types.of(name, Schema.ofCustom(object ? withObjectFields(schema) : schema));
            for (int i = 0; i < rules.size(); i++) {
                rule(rules.get(i), self, path.child(RULES).index(i));
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            below(property.getValue(), name + "." + property.getKey(), path.child("properties").key(property.getKey()));
        }
        below(schema.path("items"), name + ".@idx", path.child("items"));
        below(schema.path("additionalProperties"), name + ".@elem", path.child("additionalProperties"));
    }

    private void below(JsonNode schema, String name, FieldPath path) {
        if (schema.isObject()) {
            visit(schema, name, schema.path("x-kubernetes-embedded-resource").asBoolean(false), path);
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

    private void rule(ObjectNode rule, CelType self, FieldPath path) {
        String text = Trees.string(rule, "rule").strip();
        if (text.isEmpty()) {
            errors.required(path.child("rule"), "rule is not specified");
            return;
        }
        Map<String, CelType> variables = new HashMap<>();
        variables.put("self", self);
        variables.put("oldSelf", Trees.bool(rule, "optionalOldSelf") ? OptionalType.create(self) : self);
        Cel cel = Environment.of(variables, types);
        expression(cel, text, SimpleType.BOOL, "cel expression must evaluate to a bool")
                .ifPresent(wrong -> errors.invalid(path.child("rule"), shown(rule), wrong));
        String message = Trees.string(rule, "messageExpression");
        if (!message.isBlank()) {
            expression(cel, message, SimpleType.STRING, "must evaluate to a string")
                    .ifPresent(wrong -> errors.invalid(path.child("messageExpression"), shown(rule), wrong));
        }
        if (Trees.string(rule, "message").indexOf('\n') >= 0) {
            errors.invalid(path.child("message"), Trees.string(rule, "message"),
                    "message must not contain line breaks");
        }
    }

    private static Optional<String> expression(Cel cel, String text, CelType wanted, String otherwise) {
        CelValidationResult result = cel.compile(text);
        if (result.hasError()) {
            return Optional.of("compilation failed: " + Environment.upstreamWords(result.getErrorString()));
        }
        try {
            CelType type = result.getAst().getResultType();
            return type.equals(wanted) || type.equals(SimpleType.DYN) ? Optional.empty() : Optional.of(otherwise);
        } catch (dev.cel.common.CelValidationException e) {
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
