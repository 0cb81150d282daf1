package dev.coracle.apiserver.authentication.jwt.config;

import dev.coracle.apiserver.access.AccessExpression;
import java.util.List;
import java.util.Map;

/** What must hold of the claims, or of the user. @param message for when it does not; may be empty */
public record ValidationRule(AccessExpression expression, String message) {

    /** @throws Refusal if one of the rules doesn't hold, or can't be evaluated */
    static void checkAll(List<ValidationRule> rules, Map<String, Object> variables, String what) throws Refusal {
        for (ValidationRule rule : rules) {
            try {
                if (!Boolean.TRUE.equals(rule.expression.evaluate(variables))) {
                    throw new Refusal("error evaluating " + what + ": validation expression '"
                            + rule.expression.source() + "' failed: " + rule.message);
                }
            } catch (AccessExpression.Failure e) {
                throw new Refusal("error evaluating " + what + ": " + e.getMessage());
            }
        }
    }
}
