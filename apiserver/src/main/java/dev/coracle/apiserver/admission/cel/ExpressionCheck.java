package dev.coracle.apiserver.admission.cel;

import dev.cel.common.types.CelKind;
import java.util.Optional;

/** Whether what somebody wrote can be an expression of a policy or webhook at all, before it is stored. */
public final class ExpressionCheck {

    /** What an expression is for, which decides what it has to give. */
    public enum Use {
        CONDITION("bool", CelKind.BOOL), VARIABLE("any type"), MESSAGE("string", CelKind.STRING), AUDIT_ANNOTATION(
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

    private ExpressionCheck() {}

    /**
     * What is wrong with it; empty if nothing is.
     *
     * @param params whether it may speak of {@code params}
     */
    public static Optional<String> wrong(String expression, Use use, boolean params) {
        try {
            Expression made = Expression.compile(expression,
                    params ? Expression.Scope.ADMISSION : Expression.Scope.ADMISSION_WITHOUT_PARAMS);
            return made.gives(use.kinds)
                    ? Optional.empty()
                    : Optional.of("must evaluate to " + use.result + " but got " + made.result());
        } catch (CelFailure e) {
            return Optional.of(e.why());
        }
    }
}
