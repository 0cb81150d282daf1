package dev.coracle.apiserver.admission.cel;

import dev.cel.common.types.CelKind;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code matchConditions} of a policy or a webhook. Immutable; safe for use by any number of threads. Source:
 * admissionregistration.k8s.io/v1.
 */
public final class MatchConditions {

    private record Condition(String name, Expression expression) {}

    private final List<Condition> conditions = new ArrayList<>();
    private final Variables variables;

    /** @param owner a policy's spec or a webhook, which may have none. @throws CelFailure if an expression is malformed */
    public MatchConditions(ObjectNode owner) {
        this(owner, new Variables(owner));
    }

    MatchConditions(ObjectNode owner, Variables variables) {
        this.variables = variables;
        for (ObjectNode condition : Trees.objects(owner, "matchConditions")) {
            conditions.add(new Condition(Trees.string(condition, "name"),
                    Expression.compile(Trees.string(condition, "expression"), Expression.Scope.ADMISSION,
                            CelKind.BOOL)));
        }
    }

    /** Whether all hold. One that does not decides, whatever fails. @throws CelFailure if one fails and none says no */
    public boolean match(PolicyInput input) {
        return conditions.isEmpty() || match(variables.bind(input));
    }

    boolean match(Map<String, Object> bound) {
        Optional<CelFailure> failed = Optional.empty();
        for (Condition condition : conditions) {
            try {
                if (!Boolean.TRUE.equals(condition.expression.evaluate(bound))) {
                    return false;
                }
            } catch (CelFailure e) {
                failed = failed.or(() -> Optional.of(new CelFailure("expression '" + condition.expression.source()
                        + "' resulted in error: " + e.why())));
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
        return true;
    }
}
