package dev.coracle.apiserver.admission.cel.policy;

import dev.cel.common.types.CelKind;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.Expression;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** Whether all hold. One that does not decides, whatever fails. @throws CelFailure if one fails and none says no, or they cost too much */
    public boolean match(PolicyInput input) {
        return conditions.isEmpty() || match(variables.bind(input));
    }

    boolean match(Variables.Bindings bound) {
        Budget budget = Budget.of(CostLimit.OF_CONDITIONS);
        Set<String> failed = new LinkedHashSet<>();
        boolean all = true;
        for (Condition condition : conditions) {
            try {
                all &= Boolean.TRUE.equals(bound.evaluate(condition.expression, budget));
            } catch (CelFailure e) {
                if (e.isOutOfBudget()) {
                    throw e;
                }
                failed.add("expression '" + condition.expression.source() + "' resulted in error: " + e.why());
            }
        }
        if (all && !failed.isEmpty()) {
            String why = String.join(", ", failed);
            throw new CelFailure(failed.size() == 1 ? why : "[" + why + "]");
        }
        return all;
    }
}
