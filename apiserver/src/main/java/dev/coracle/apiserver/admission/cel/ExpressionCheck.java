package dev.coracle.apiserver.admission.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.bundle.Cel;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.library.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what somebody wrote can be the expressions of a policy or webhook at all, before it is stored. One for each object that is checked;
 * belongs to one thread.
 */
public final class ExpressionCheck {

    /** What an expression is for, which decides what it has to give. */
    public enum Use {
        CONDITION("bool", CelKind.BOOL), MESSAGE("string", CelKind.STRING), AUDIT_ANNOTATION(
                "string or null", CelKind.STRING,
                CelKind.NULL_TYPE), APPLY_CONFIGURATION("Object", CelKind.MAP), JSON_PATCH("list(JSONPatch)",
                        CelKind.LIST);

        private final String result;
        private final CelKind[] kinds;

        Use(String result, CelKind... kinds) {
            this.result = result;
            this.kinds = kinds;
        }
    }

    private final Map<String, CelType> variables = new HashMap<>();
    private final Cel language;

    private ExpressionCheck(boolean policy, boolean params, List<String> variableNames) {
        Map<String, CelType> declared = new HashMap<>(AuthorizerFunctions.VARIABLES);
        List.of("object", "oldObject", "request", "namespaceObject")
                .forEach(name -> declared.put(name, SimpleType.DYN));
        if (params) {
            declared.put("params", SimpleType.DYN);
        }
        StructType struct = struct(variableNames);
        if (policy) {
            declared.put("variables", struct);
        }
        language = Environment.of(declared, new OneType(struct));
    }

    /** @param variableNames those that the policy declares; {@code params} whether it takes any */
    public static ExpressionCheck ofPolicy(boolean params, List<String> variableNames) {
        return new ExpressionCheck(true, params, variableNames);
    }

    public static ExpressionCheck ofWebhook() {
        return new ExpressionCheck(false, false, List.of());
    }

    // A variable's type is known once it has been checked, before anything that speaks of it is.
    @SuppressWarnings("Immutable")
    private StructType struct(List<String> names) {
        return StructType.create("kubernetes.variables", ImmutableSet.copyOf(names),
                name -> Optional.of(variables.getOrDefault(name, SimpleType.DYN)));
    }

    private record OneType(StructType type) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(type);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(type.name()) ? Optional.of(type) : Optional.empty();
        }
    }

    /** What is wrong with it; empty if nothing is. */
    public Optional<String> wrong(String expression, Use use) {
        try {
            Expression made = Expression.compile(expression, language);
            return made.gives(use.kinds)
                    ? Optional.empty()
                    : Optional.of("must evaluate to " + use.result + " but got " + CelTypes.format(made.result()));
        } catch (CelFailure e) {
            return Optional.of(e.why());
        }
    }

    /** Checks a variable, in the order of their declaration, and remembers its type for those who speak of it. */
    public Optional<String> wrongVariable(String name, String expression) {
        try {
            variables.put(name, Expression.compile(expression, language).result());
            return Optional.empty();
        } catch (CelFailure e) {
            return Optional.of(e.why());
        }
    }
}
