package dev.coracle.apiserver.admission.cel.policy;

import dev.cel.common.types.CelKind;
import dev.coracle.api.apply.merge.StructuredMerge;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.CelValues;
import dev.coracle.apiserver.admission.cel.Expression;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A MutatingAdmissionPolicy, compiled. Whether it applies to a request, and whether it is asked again after others, is its caller's business.
 * Immutable; safe for use by any number of threads. Source: admissionregistration.k8s.io/v1.
 */
public final class MutatingPolicy {

    private enum PatchType {
        APPLY_CONFIGURATION, JSON_PATCH
    }

    private record Mutation(PatchType type, Expression expression) {}

    private final boolean failOpen;
    private Optional<String> broken = Optional.empty();
    private final List<Mutation> mutations = new ArrayList<>();
    private Optional<Variables> variables = Optional.empty();
    private Optional<MatchConditions> conditions = Optional.empty();

    private MutatingPolicy(ObjectNode spec) {
        this.failOpen = Trees.string(spec, "failurePolicy").equals("Ignore");
        try {
            Variables made = new Variables(spec);
            variables = Optional.of(made);
            conditions = Optional.of(new MatchConditions(spec, made));
            for (ObjectNode mutation : Trees.objects(spec, "mutations")) {
                mutations.add(mutation(mutation));
            }
        } catch (CelFailure e) {
            broken = Optional.of(e.why());
        }
    }

    private static Mutation mutation(ObjectNode mutation) {
        return switch (Trees.string(mutation, "patchType")) {
            case "ApplyConfiguration" -> new Mutation(PatchType.APPLY_CONFIGURATION,
                    Expression.compile(Trees.string(mutation, "applyConfiguration", "expression"),
                            Expression.Scope.ADMISSION,
                            CelKind.MAP));
            case "JSONPatch" -> new Mutation(PatchType.JSON_PATCH, Expression
                    .compile(Trees.string(mutation, "jsonPatch", "expression"), Expression.Scope.ADMISSION,
                            CelKind.LIST));
            default -> throw new CelFailure("unsupported patchType: ApplyConfiguration and JSONPatch are known");
        };
    }

    /** Compiles the {@code spec}; a policy that cannot be compiled fails at each request as its failurePolicy says. */
    public static MutatingPolicy compile(ObjectNode spec) {
        return new MutatingPolicy(spec);
    }

    /** What is wrong with the expressions; empty if nothing is. */
    public Optional<String> compileError() {
        return broken;
    }

    /**
     * What came of it.
     *
     * @param object  as the policy wants it: a new tree, or the input's own if nothing is to change
     * @param applies whether its conditions hold
     * @param errors  of mutations, which changed nothing; none if the policy's failurePolicy is Ignore
     */
    public record Result(ObjectNode object, boolean applies, List<String> errors) {}

    /**
     * Each mutation sees what those before it did; one that fails does not keep the next from being made.
     *
     * @param schema   of the object's kind
     * @param defaults fills in what a mutation left out
     */
    public Result evaluate(PolicyInput input, Schema schema, Consumer<ObjectNode> defaults) {
        ObjectNode object = input.object().orElseThrow(() -> new CelFailure("there is no object to mutate"));
        if (broken.isPresent()) {
            return new Result(object, false, failed(List.of(broken.get())));
        }
        Variables bindings = variables.orElseThrow();
        try {
            if (!conditions.orElseThrow().match(bindings.bind(input))) {
                return new Result(object, false, List.of());
            }
        } catch (CelFailure e) {
            return new Result(object, false, failed(List.of(e.why())));
        }
        List<String> errors = new ArrayList<>();
        for (Mutation mutation : mutations) {
            try {
                ObjectNode mutated = apply(mutation, object, bindings.bind(input.withObject(object)), schema);
                requireSameKind(object, mutated);
                if (mutated != object) {
                    defaults.accept(mutated);
                }
                object = mutated;
            } catch (CelFailure e) {
                errors.add(e.why());
            }
        }
        return new Result(object, true, failed(errors));
    }

    private List<String> failed(List<String> errors) {
        return failOpen ? List.of() : List.copyOf(errors);
    }

    private static void requireSameKind(ObjectNode before, ObjectNode after) {
        if (!Meta.kind(before).equals(Meta.kind(after))) {
            throw new CelFailure("JSON Patch: the object's kind and apiVersion can't be changed");
        }
    }

    private static ObjectNode apply(Mutation mutation, ObjectNode object, Variables.Bindings bound, Schema schema) {
        Object patch = evaluated(mutation.expression, bound);
        if (mutation.expression.mismatch().isPresent()) {
            throw new CelFailure("type mismatch: " + mutation.expression.mismatch().get());
        }
        JsonNode tree = CelValues.tree(patch).orElseThrow(() -> new CelFailure("the expression gives no patch"));
        return switch (mutation.type) {
            case APPLY_CONFIGURATION -> merge(object, tree, schema);
            case JSON_PATCH -> patch(object, tree);
        };
    }

    private static Object evaluated(Expression expression, Variables.Bindings bound) {
        try {
            return bound.evaluate(expression, Budget.of(CostLimit.OF_OBJECT));
        } catch (CelFailure e) {
            if (e.isOutOfBudget()) {
                throw e;
            }
            throw new CelFailure("expression '" + expression.source() + "' resulted in error: " + e.why());
        }
    }

    private static ObjectNode merge(ObjectNode object, JsonNode patch, Schema schema) {
        if (!(patch instanceof ObjectNode config)) {
            throw new CelFailure("unsupported return type from ApplyConfiguration expression: an Object is expected");
        }
        try {
            return StructuredMerge.merge(object, config, schema);
        } catch (IllegalArgumentException e) {
            throw new CelFailure("error applying patch: " + e.getMessage());
        }
    }

    private static ObjectNode patch(ObjectNode object, JsonNode patch) {
        if (!(patch instanceof ArrayNode)) {
            throw new CelFailure("type mismatch: JSONPatchType.expression should evaluate to array");
        }
        try {
            return JsonPatch.apply(object.deepCopy(), Json.parse(Json.print(patch)));
        } catch (StatusException e) {
            String why = String.valueOf(e.getMessage()).replaceFirst("^the server rejected our request[^(]*\\((.*)\\)$",
                    "$1");
            if (why.endsWith("test failed")) {
                return object; // a test that fails is how a policy says that it has nothing to do
            }
            throw new CelFailure("JSON Patch: " + why);
        }
    }
}
