package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.admission.cel.ExpressionCheck.Subject;
import dev.coracle.apiserver.admission.cel.ExpressionCheck.Use;
import dev.coracle.apiserver.admission.cel.ExpressionCheck;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What the spec of a policy must be: what validating and mutating policies have in common, and what each adds. */
final class PolicyChecks {

    private static final int MAX_AUDIT_ANNOTATIONS = 20;
    private static final int MAX_VALUE_EXPRESSION = 5 * 1024;
    private static final String NOTHING_TO_DO = "validations or auditAnnotations must contain at least one item";

    private final Place spec;
    private final String name;
    private final Optional<ObjectNode> old;
    private final Expressions expressions;

    private PolicyChecks(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Subject subject) {
        this.spec = Place.root(object, errors).at("spec");
        this.name = Meta.name(object);
        this.old = old;
        this.expressions = new Expressions(old, ExpressionCheck.of(subject, spec.at("paramKind").present()));
    }

    static void validating(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        PolicyChecks checks = new PolicyChecks(object, old, errors, Subject.VALIDATING_POLICY);
        checks.common(false);
        checks.validations();
    }

    static void mutating(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        PolicyChecks checks = new PolicyChecks(object, old, errors, Subject.MUTATING_POLICY);
        checks.common(true);
        Place mutations = checks.spec.at("mutations").required("mutations must contain at least one item");
        mutations.items().forEach(checks::mutation);
        checks.spec.at("reinvocationPolicy").requiredOneOf("IfNeeded", "Never");
    }

    private void common(boolean mutating) {
        spec.at("failurePolicy").givenOneOf("Fail", "Ignore");
        ParamChecks.kind(spec.at("paramKind"));
        Place match = spec.at("matchConstraints").requiredPresent();
        if (match.present()) {
            if (mutating) {
                MatchChecks.mutableResources(match);
            } else {
                MatchChecks.resources(match);
            }
            match.at("resourceRules").required();
        }
        boolean same = old.isPresent() && spec.at("matchConditions").same(
                old.get().path("spec").path("matchConditions"));
        if (!same) {
            expressions.matchConditions(spec.at("matchConditions"));
        }
        spec.at("variables").items().forEach(expressions::variable);
    }

    private void validations() {
        Place validations = spec.at("validations");
        Place annotations = spec.at("auditAnnotations");
        if (validations.empty() && annotations.empty()) {
            validations.required(NOTHING_TO_DO);
            annotations.required(NOTHING_TO_DO);
            return;
        }
        validations.items().forEach(this::validation);
        if (annotations.node().size() > MAX_AUDIT_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MAX_AUDIT_ANNOTATIONS + " auditAnnotations");
        }
        Set<String> keys = new HashSet<>();
        for (Place annotation : annotations.items()) {
            annotation(annotation);
            if (!keys.add(annotation.at("key").text())) {
                annotation.errors().duplicate(annotation.at("key").path(), annotation.at("key").text());
            }
        }
    }

    private void validation(Place validation) {
        expressions.required(validation.at("expression"), "expression is not specified", Use.VALIDATION);
        Place messageExpression = validation.at("messageExpression");
        if (!messageExpression.empty() && messageExpression.text().isBlank()) {
            messageExpression.invalid("must be non-empty if specified");
        }
        expressions.check(messageExpression, Use.MESSAGE);
        Place message = validation.at("message");
        String text = message.text().strip();
        if (!message.empty() && text.isEmpty()) {
            message.invalid("message must be non-empty if specified");
        } else if (hasLineBreaks(text)) {
            message.invalid("message must not contain line breaks");
        }
        validation.at("reason").givenOneOf("Forbidden", "Invalid", "RequestEntityTooLarge");
    }

    private static boolean hasLineBreaks(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private void annotation(Place annotation) {
        Place key = annotation.at("key");
        if (name.isEmpty()) {
            key.invalid("requires metadata.name be non-empty");
        }
        String full = name.isEmpty() ? key.text() : name + "/" + key.text();
        Names.qualifiedName(full).forEach(problem -> key.errors().invalid(key.path(), full, problem));
        Place value = annotation.at("valueExpression");
        if (value.text().strip().length() > MAX_VALUE_EXPRESSION) {
            value.errors().required(value.path(), "must not exceed " + MAX_VALUE_EXPRESSION + " bytes in length");
        } else {
            expressions.annotation(value);
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
            expressions.requiredTrimmed(mutation.at(wanted, "expression"), use);
        } else {
            mutation.at(wanted).required("must be specified when patchType is " + type);
        }
        if (mutation.at(other).present()) {
            mutation.errors().invalid(mutation.at(other).path(), "{" + other + "}",
                    "must not be specified when patchType is " + type);
        }
    }
}
