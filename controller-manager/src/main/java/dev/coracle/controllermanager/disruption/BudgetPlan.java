package dev.coracle.controllermanager.disruption;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;

/**
 * What a budget asks for, in pods. Pure.
 *
 * @param expected how many pods there should be
 * @param desired  how many of them must stay healthy
 */
record BudgetPlan(int expected, int desired) {

    /** @param count how many pods are covered now @param scale how many their owners want */
    static BudgetPlan of(PodDisruptionBudgetSpec spec, int count, int scale) {
        if (spec.getMaxUnavailable() != null) {
            int unavailable = resolved(spec.getMaxUnavailable(), scale);
            return new BudgetPlan(scale, Math.max(0, scale - unavailable));
        }
        if (spec.getMinAvailable() == null) {
            return new BudgetPlan(count, 1);
        }
        boolean percent = spec.getMinAvailable().getStrVal() != null;
        return percent
                ? new BudgetPlan(scale, resolved(spec.getMinAvailable(), scale))
                : new BudgetPlan(count, spec.getMinAvailable().getIntVal());
    }

    /** A percentage is rounded up: a budget errs on the side of the pods. */
    private static int resolved(IntOrString value, int total) {
        if (value.getStrVal() == null) {
            return value.getIntVal();
        }
        String digits = value.getStrVal().replace("%", "");
        return digits.matches("[0-9]{1,4}") ? (int) ((Long.parseLong(digits) * total + 99) / 100) : total;
    }
}
