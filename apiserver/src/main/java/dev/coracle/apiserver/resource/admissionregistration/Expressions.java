package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.admission.cel.ExpressionCheck.Use;
import dev.coracle.apiserver.admission.cel.ExpressionCheck;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses expressions that don't compile; those that are stored already are left alone, whatever this server thinks of them. */
final class Expressions {

    private static final int MAX_CONDITIONS = 64;
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    /** Source: the CEL language definition. */
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "in", "as", "break", "const",
            "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
            "var", "void", "while");

    private final Set<String> stored = new HashSet<>();
    private final ExpressionCheck check;

    Expressions(Optional<ObjectNode> old, ExpressionCheck check) {
        old.ifPresent(this::collect);
        this.check = check;
    }

    private void collect(JsonNode node) {
        if (node.isString()) {
            stored.add(node.stringValue());
        }
        node.forEach(this::collect);
    }

    void matchConditions(Place conditions) {
        conditions.atMost(MAX_CONDITIONS);
        Set<String> names = new HashSet<>();
        for (Place condition : conditions.items()) {
            requiredTrimmed(condition.at("expression"), Use.MATCH_CONDITION);
            Place name = condition.at("name").requiredNamed(Names::qualifiedName);
            if (!name.empty() && !names.add(name.text())) {
                name.errors().duplicate(name.path(), name.text());
            }
        }
    }

    void variable(Place variable) {
        Place name = variable.at("name");
        if (name.text().isBlank()) {
            name.errors().required(name.path(), "name is not specified");
        } else if (!IDENTIFIER.matcher(name.text()).matches() || RESERVED.contains(name.text())) {
            name.invalid("must be a valid CEL identifier");
        }
        Place expression = variable.at("expression");
        if (expression.text().isBlank()) {
            expression.errors().required(expression.path(), "expression is not specified");
            return;
        }
        Optional<String> wrong = check.wrongVariable(name.text(), expression.text());
        if (!stored.contains(expression.text())) {
            wrong.ifPresent(expression::invalid);
        }
    }

    void annotation(Place value) {
        if (value.text().isBlank()) {
            value.errors().required(value.path(), "valueExpression is not specified");
        } else if (!stored.contains(value.text())) {
            check.wrong(value.text().strip(), Use.AUDIT_ANNOTATION).ifPresent(value::invalid);
        }
    }

    void required(Place place, String detail, Use use) {
        if (place.text().isBlank()) {
            place.errors().required(place.path(), detail);
        }
        check(place, use);
    }

    /** As some fields have it, of which neither the checker nor the client sees the space around. */
    void requiredTrimmed(Place place, Use use) {
        String text = place.text().strip();
        if (text.isEmpty()) {
            place.errors().required(place.path(), "");
        } else if (!stored.contains(place.text())) {
            check.wrong(text, use).ifPresent(wrong -> place.errors().invalid(place.path(), text, wrong));
        }
    }

    void check(Place place, Use use) {
        if (!place.text().isBlank() && !stored.contains(place.text())) {
            check.wrong(place.text(), use).ifPresent(place::invalid);
        }
    }
}
