package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.admission.cel.ExpressionCheck.Use;
import dev.coracle.apiserver.admission.cel.ExpressionCheck;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses expressions that don't compile; those that are stored already are left alone, whatever this server thinks of them. */
final class Expressions {

    private final Set<String> stored = new HashSet<>();
    private final ExpressionCheck check;

    private Expressions(Optional<ObjectNode> old, ExpressionCheck check) {
        old.ifPresent(this::collect);
        this.check = check;
    }

    private void collect(JsonNode node) {
        if (node.isString()) {
            stored.add(node.stringValue());
        }
        node.forEach(this::collect);
    }

    static void policy(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        Place spec = Place.root(object, errors).at("spec");
        Expressions expressions = new Expressions(old, ExpressionCheck.ofPolicy(spec.at("paramKind").present(),
                spec.at("variables").items().stream().map(each -> each.at("name").text()).toList()));
        spec.at("matchConditions").items().forEach(each -> expressions.check(each.at("expression"), Use.CONDITION));
        spec.at("variables").items().forEach(expressions::variable);
        for (Place validation : spec.at("validations").items()) {
            expressions.check(validation.at("expression"), Use.CONDITION);
            expressions.check(validation.at("messageExpression"), Use.MESSAGE);
        }
        spec.at("auditAnnotations").items()
                .forEach(each -> expressions.check(each.at("valueExpression"), Use.AUDIT_ANNOTATION));
        spec.at("mutations").items().forEach(expressions::mutation);
    }

    private void variable(Place variable) {
        Place expression = variable.at("expression").required("expression is not specified");
        Optional<String> wrong = check.wrongVariable(variable.at("name").text(), expression.text());
        if (!expression.text().isBlank() && !stored.contains(expression.text())) {
            wrong.ifPresent(expression::invalid);
        }
    }

    private void mutation(Place mutation) {
        mutation.at("patchType").requiredOneOf("ApplyConfiguration", "JSONPatch");
        switch (mutation.at("patchType").text()) {
            case "ApplyConfiguration" -> mutation(mutation, "applyConfiguration", "jsonPatch", Use.APPLY_CONFIGURATION);
            case "JSONPatch" -> mutation(mutation, "jsonPatch", "applyConfiguration", Use.JSON_PATCH);
            default -> {
                // said already
            }
        }
    }

    private void mutation(Place mutation, String wanted, String other, Use use) {
        String type = mutation.at("patchType").text();
        if (mutation.at(wanted).present()) {
            check(mutation.at(wanted, "expression").required(), use);
        } else {
            mutation.at(wanted).required("must be specified when patchType is " + type);
        }
        if (mutation.at(other).present()) {
            mutation.errors().invalid(mutation.at(other).path(), "{" + other + "}",
                    "must not be specified when patchType is " + type);
        }
    }

    static void webhooks(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        Expressions expressions = new Expressions(old, ExpressionCheck.ofWebhook());
        for (Place webhook : Place.root(object, errors).at("webhooks").items()) {
            for (Place condition : webhook.at("matchConditions").items()) {
                condition.at("name").required();
                expressions.check(condition.at("expression").required(), Use.CONDITION);
            }
            webhook.at("matchConditions").unique("name");
        }
    }

    private void check(Place place, Use use) {
        if (!place.text().isBlank() && !stored.contains(place.text())) {
            check.wrong(place.text(), use).ifPresent(place::invalid);
        }
    }
}
