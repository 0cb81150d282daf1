package dev.coracle.apiserver.admission.cel;

import dev.cel.common.values.NullValue;
import dev.coracle.api.tree.Trees;
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

    /** All that an expression may speak of. */
    Map<String, Object> bind(PolicyInput input) {
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
        bound.put("variables", new Lazy(bound));
        return bound;
    }

    private static Object value(Optional<ObjectNode> tree) {
        return tree.map(node -> CelValues.of(node)).orElse(NullValue.NULL_VALUE);
    }

    /** Evaluates what is asked for. Belongs to one request and one thread. */
    private final class Lazy extends AbstractMap<String, Object> {
        private final Map<String, Object> bound;
        private final Map<String, Object> known = new LinkedHashMap<>();

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
            Object value = variable.expression.evaluate(bound);
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
