package dev.coracle.apiserver.admission.cel.policy;

import dev.cel.common.types.CelKind;
import dev.cel.common.values.NullValue;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.Expression;
import dev.coracle.apiserver.admission.cel.MessageTexts;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ValidatingAdmissionPolicy, compiled. Whether it applies to a request (match constraints, bindings) is its caller's business, as is what
 * a denial leads to (the binding's validationActions). Immutable; safe for use by any number of threads. Source:
 * admissionregistration.k8s.io/v1.
 */
public final class ValidatingPolicy {

    /**
     * One validation that did not pass.
     *
     * @param index   of the validation; -1 for the policy as a whole
     * @param reason  of the Status, such as Invalid
     * @param isError whether it could not be evaluated; the failure policy is heeded already
     */
    public record Denial(int index, String message, String reason, boolean isError) {

        /** What a client is told when the binding denies. */
        public String denied(String policy, String binding) {
            return "ValidatingAdmissionPolicy '" + policy + "' with binding '" + binding + "' denied request: "
                    + message;
        }

        /** What a client is told when the binding warns. */
        public String warning(String policy, String binding) {
            return "Validation failed for ValidatingAdmissionPolicy '" + policy + "' with binding '" + binding + "': "
                    + message;
        }
    }

    /** To be written to the audit event under {@code policy name/key}. */
    public record AuditAnnotation(String key, String value) {}

    /** @param denials in the order of the validations; none if the request passes */
    public record Result(List<Denial> denials, List<AuditAnnotation> annotations) {}

    private record Validation(Expression expression, Optional<Expression> messageExpression, String message,
            String reason) {}

    private record Annotation(String key, Expression value) {}

    private final boolean failOpen;
    private Optional<String> broken = Optional.empty();
    private final List<Validation> validations = new ArrayList<>();
    private final List<Annotation> annotations = new ArrayList<>();
    private Optional<Variables> variables = Optional.empty();
    private Optional<MatchConditions> conditions = Optional.empty();

    private ValidatingPolicy(ObjectNode spec) {
        this.failOpen = Trees.string(spec, "failurePolicy").equals("Ignore");
        try {
            Variables made = new Variables(spec);
            variables = Optional.of(made);
            conditions = Optional.of(new MatchConditions(spec, made));
            for (ObjectNode validation : Trees.objects(spec, "validations")) {
                validations.add(validation(validation));
            }
            for (ObjectNode annotation : Trees.objects(spec, "auditAnnotations")) {
                annotations.add(new Annotation(Trees.string(annotation, "key"), Expression
                        .compile(Trees.string(annotation, "valueExpression"), Expression.Scope.ADMISSION,
                                CelKind.STRING,
                                CelKind.NULL_TYPE)));
            }
        } catch (CelFailure e) {
            broken = Optional.of(e.why());
        }
    }

    private static Validation validation(ObjectNode validation) {
        String message = Trees.string(validation, "messageExpression");
        String reason = Trees.string(validation, "reason");
        return new Validation(
                Expression.compile(Trees.string(validation, "expression"), Expression.Scope.ADMISSION, CelKind.BOOL),
                message.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Expression.compile(message, Expression.Scope.ADMISSION, CelKind.STRING)),
                Trees.string(validation, "message").strip(), reason.isEmpty() ? "Invalid" : reason);
    }

    /** Compiles the {@code spec}; a policy that cannot be compiled fails at each request as its failurePolicy says. */
    public static ValidatingPolicy compile(ObjectNode spec) {
        return new ValidatingPolicy(spec);
    }

    /** What is wrong with the expressions; empty if nothing is. */
    public Optional<String> compileError() {
        return broken;
    }

    public Result evaluate(PolicyInput input) {
        List<Denial> denials = new ArrayList<>();
        List<AuditAnnotation> audit = new ArrayList<>();
        if (broken.isPresent()) {
            error(-1, broken.get(), denials);
            return new Result(denials, audit);
        }
        Variables.Bindings bound = variables.orElseThrow().bind(input);
        try {
            if (!conditions.orElseThrow().match(bound)) {
                return new Result(denials, audit);
            }
            validate(bound, Budget.of(CostLimit.OF_OBJECT), denials);
            Budget budget = Budget.of(CostLimit.OF_OBJECT);
            for (Annotation annotation : annotations) {
                annotate(annotation, bound, budget, denials, audit);
            }
        } catch (CelFailure e) {
            denials.clear();
            audit.clear();
            error(-1, e.why(), denials);
        }
        return new Result(List.copyOf(denials), List.copyOf(audit));
    }

    private void error(int index, String message, List<Denial> denials) {
        if (!failOpen) {
            denials.add(new Denial(index, message, "Invalid", true));
        }
    }

    /** What a validation has come to: it passed, or could not be evaluated, or has failed. */
    private record Verdict(int index, boolean passed, Optional<CelFailure> failure) {}

    private void validate(Variables.Bindings bound, Budget budget, List<Denial> denials) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < validations.size(); i++) {
            verdicts.add(verdict(i, bound, budget));
        }
        List<Denial> made = new ArrayList<>();
        try {
            verdicts.forEach(verdict -> deny(verdict, bound, budget, made));
        } catch (CelFailure e) {
            // Messages cost more than is left: no verdict stands without one.
            made.clear();
            verdicts.forEach(verdict -> error(verdict.index, verdict.failure
                    .map(failure -> failed(validations.get(verdict.index).expression, failure))
                    .orElse("failed messageExpression: " + e.why()), made));
        }
        denials.addAll(made);
    }

    private Verdict verdict(int index, Variables.Bindings bound, Budget budget) {
        try {
            boolean passed = Boolean.TRUE.equals(bound.evaluate(validations.get(index).expression, budget));
            return new Verdict(index, passed, Optional.empty());
        } catch (CelFailure e) {
            if (e.isOutOfBudget()) {
                throw e;
            }
            return new Verdict(index, false, Optional.of(e));
        }
    }

    private void deny(Verdict verdict, Variables.Bindings bound, Budget budget, List<Denial> denials) {
        Validation validation = validations.get(verdict.index);
        if (verdict.failure.isPresent()) {
            error(verdict.index, failed(validation.expression, verdict.failure.get()), denials);
        } else if (!verdict.passed) {
            denials.add(new Denial(verdict.index, message(validation, bound, budget), validation.reason, false));
        }
    }

    private static String failed(Expression expression, CelFailure e) {
        return "expression '" + expression.source() + "' resulted in error: " + e.why();
    }

    private static String message(Validation validation, Variables.Bindings bound, Budget budget) {
        String said = validation.messageExpression.flatMap(expression -> messageOf(expression, bound, budget))
                .orElse("");
        if (!said.isEmpty()) {
            return said;
        }
        return validation.message.isEmpty()
                ? "failed expression: " + validation.expression.source().strip()
                : validation.message;
    }

    /** What a message expression says; empty if it fails or says nothing that can be shown in a line. @throws CelFailure if there is nothing left to pay with */
    private static Optional<String> messageOf(Expression expression, Variables.Bindings bound, Budget budget) {
        try {
            return MessageTexts.shown(bound.evaluate(expression, budget));
        } catch (CelFailure e) {
            if (e.isOutOfBudget()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void annotate(Annotation annotation, Variables.Bindings bound, Budget budget, List<Denial> denials,
            List<AuditAnnotation> audit) {
        try {
            Object value = bound.evaluate(annotation.value, budget);
            if (value instanceof String text) {
                if (!text.isBlank()) {
                    audit.add(new AuditAnnotation(annotation.key, text.strip()));
                }
            } else if (!(value instanceof NullValue)) {
                error(-1, "valueExpression '" + annotation.value.source() + "' resulted in unsupported return type. "
                        + "Return type must be either string or null.", denials);
            }
        } catch (CelFailure e) {
            if (e.isOutOfBudget()) {
                throw e;
            }
            error(-1, failed(annotation.value, e), denials);
        }
    }
}
