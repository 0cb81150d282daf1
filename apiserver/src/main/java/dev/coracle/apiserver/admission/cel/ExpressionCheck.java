package dev.coracle.apiserver.admission.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.PolicyTypes;
import dev.coracle.apiserver.admission.cel.language.SchemaTypes;
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
        CONDITION(true, "bool", CelKind.BOOL), MESSAGE(false, "string", CelKind.STRING), AUDIT_ANNOTATION(false,
                "string or null", CelKind.STRING, CelKind.NULL_TYPE), APPLY_CONFIGURATION(true, "Object",
                        CelKind.MAP), JSON_PATCH(true, "list(JSONPatch)", CelKind.LIST);

        /** Whether it may ask what somebody may do. */
        private final boolean asks;
        private final String result;
        private final CelKind[] kinds;

        Use(boolean asks, String result, CelKind... kinds) {
            this.asks = asks;
            this.result = result;
            this.kinds = kinds;
        }
    }

    private final Map<String, CelType> variables = new HashMap<>();
    private final Cel language;
    private final Cel withoutAuthorizer;

    private ExpressionCheck(Subject subject, boolean params, List<String> variableNames) {
        SchemaTypes types = new SchemaTypes();
        Map<String, CelType> declared = new HashMap<>(PolicyTypes.variables(types));
        List.of("object", "oldObject").forEach(name -> declared.put(name, SimpleType.DYN));
        if (params) {
            declared.put("params", SimpleType.DYN);
        }
        if (subject != Subject.WEBHOOK) {
            // A variable's type is known once it has been checked, before anything that speaks of it is.
            declared.put("variables", types.struct("kubernetes.variables", variableNames,
                    name -> Optional.of(variables.getOrDefault(name, SimpleType.DYN))));
        }
        withoutAuthorizer = language(subject, declared, types);
        declared.putAll(AuthorizerFunctions.VARIABLES);
        language = language(subject, declared, types);
    }

    private static Cel language(Subject subject, Map<String, CelType> declared, SchemaTypes types) {
        return subject == Subject.MUTATING_POLICY
                ? Environment.ofPatches(declared, Optional.of(types))
                : Environment.of(declared, types);
    }

    /** What the expressions are of. */
    public enum Subject {
        VALIDATING_POLICY, MUTATING_POLICY, WEBHOOK
    }

    /** @param variableNames those that the policy declares; {@code params} whether it takes any */
    public static ExpressionCheck of(Subject subject, boolean params, List<String> variableNames) {
        return new ExpressionCheck(subject, params, variableNames);
    }

    /** What is wrong with it; empty if nothing is. */
    public Optional<String> wrong(String expression, Use use) {
        try {
            Expression made = Expression.compile(expression, use.asks ? language : withoutAuthorizer);
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
