package dev.coracle.apiserver.admission.cel.policy;

import dev.cel.common.values.NullValue;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.CelMetrics;
import dev.coracle.apiserver.admission.cel.CelValues;
import dev.coracle.apiserver.admission.cel.Expression;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A policy's variables: expressions of their own, each evaluated when it is first asked for, and once for a request. */
final class Variables {

    private record Variable(String name, Expression expression) {}

    private final List<Variable> declared = new ArrayList<>();

    /** @param spec of a policy, whose {@code variables} they are; a variable may speak of those before it */
    Variables(ObjectNode spec) {
        for (ObjectNode variable : Trees.objects(spec, "variables")) {
            declared.add(new Variable(Trees.string(variable, "name"),
                    Expression.compile(Trees.string(variable, "expression"), Expression.Scope.ADMISSION)));
        }
    }

    /** All that an expression may speak of, for one request. */
    Bindings bind(PolicyInput input) {
        Map<String, Object> bound = new HashMap<>();
        bound.put("object", value(input.object()));
        bound.put("oldObject", value(input.oldObject()));
        bound.put("request", CelValues.of(input.request()));
        bound.put("params", value(input.params()));
        bound.put("namespaceObject", value(input.namespaceObject()));
        bound.put(AuthorizerFunctions.AUTHORIZER_NAME,
                new AuthorizerFunctions.Query(input.authorizer(), PolicyAuthorizer.Question.EMPTY));
        bound.put(AuthorizerFunctions.REQUEST_RESOURCE_NAME,
                new AuthorizerFunctions.Query(input.authorizer(), input.requestedResource()));
        Lazy lazy = new Lazy(bound);
        bound.put("variables", lazy);
        return new Bindings(bound, lazy);
    }

    /** What expressions about one request may speak of. Belongs to one thread. */
    static final class Bindings {
        private final Map<String, Object> values;
        private final Lazy variables;

        private Bindings(Map<String, Object> values, Lazy variables) {
            this.values = values;
            this.variables = variables;
        }

        /** Pays for the variables too that are evaluated for the first time. @throws CelFailure if it fails, or nothing is left to pay with */
        Object evaluate(Expression expression, Budget budget) {
            long began = System.nanoTime();
            Expression.Outcome outcome = expression.evaluate(values);
            CelMetrics.evaluated(System.nanoTime() - began);
            long more = variables.spent;
            variables.spent = 0;
            if (!budget.pay(more)) {
                throw CelFailure.outOfBudget();
            }
            return outcome.paid(budget);
        }
    }

    private static Object value(Optional<ObjectNode> tree) {
        return tree.map(node -> CelValues.of(node)).orElse(NullValue.NULL_VALUE);
    }

    /** Evaluates what is asked for. Belongs to one request and one thread. */
    private final class Lazy extends AbstractMap<String, Object> {
        private final Map<String, Object> bound;
        private final Map<String, Object> known = new LinkedHashMap<>();
        private long spent;

        Lazy(Map<String, Object> bound) {
            this.bound = bound;
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return declared.stream().anyMatch(variable -> variable.name.equals(name));
        }

        @Override
        public @Nullable Object get(@Nullable Object name) {
            Object value = known.get(name);
            if (value instanceof CelFailure failed) {
                throw failed;
            }
            if (value != null) {
                return value;
            }
            for (Variable variable : declared) {
                if (variable.name.equals(name)) {
                    return evaluate(variable);
                }
            }
            return null;
        }

        private Object evaluate(Variable variable) {
            // A variable that asks for itself finds this instead of an endless descent.
            known.put(variable.name, NullValue.NULL_VALUE);
            Expression.Outcome outcome = variable.expression.evaluate(bound);
            spent = Math.addExact(spent, outcome.cost());
            if (outcome.failure().isPresent()) {
                CelFailure failed = new CelFailure("composited variable \"" + variable.name + "\" fails to evaluate: "
                        + outcome.failure().get().why());
                known.put(variable.name, failed);
                throw failed;
            }
            Object value = outcome.value().orElseThrow();
            known.put(variable.name, value);
            return value;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            declared.forEach(variable -> {
                if (!known.containsKey(variable.name)) {
                    evaluate(variable);
                }
            });
            return known.entrySet();
        }
    }
}
