package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.apiserver.resource.apiextensions.schema.FieldNotation;
import dev.coracle.apiserver.resource.check.Place;

/** What can be said of {@code x-kubernetes-validations} without compiling them. */
final class RuleTexts {

    static final String RULES = "x-kubernetes-validations";

    private RuleTexts() {}

    static void check(Place schema) {
        schema.at(RULES).items().forEach(rule -> rule(rule, schema));
    }

    private static void rule(Place rule, Place schema) {
        String text = rule.at("rule").text().strip();
        Place message = rule.at("message");
        String said = message.text().strip();
        if (text.isEmpty()) {
            rule.errors().required(rule.at("rule").path(), "rule is not specified");
        } else if (!message.empty() && said.isEmpty()) {
            message.invalid("must be non-empty if specified");
        } else if (hasLineBreaks(said)) {
            message.invalid("must not contain line breaks");
        } else if (hasLineBreaks(text) && said.isEmpty()) {
            message.required("message must be specified if rule contains line breaks");
        }
        Place expression = rule.at("messageExpression");
        if (!expression.empty() && expression.text().isBlank()) {
            expression.errors().required(expression.path(), "messageExpression must be non-empty if specified");
        }
        rule.at("reason").givenOneOf("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid",
                "FieldValueRequired");
        fieldPath(rule.at("fieldPath"), schema);
    }

    private static void fieldPath(Place path, Place schema) {
        if (path.empty()) {
            return;
        }
        if (path.text().isBlank()) {
            path.invalid("must be non-empty if specified");
        }
        if (hasLineBreaks(path.text())) {
            path.invalid("must not contain line breaks");
        }
        try {
            FieldNotation.follow(schema.node(), path.text(), true);
        } catch (FieldNotation.WrongPath e) {
            path.invalid("must be a valid path");
        }
    }

    private static boolean hasLineBreaks(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
