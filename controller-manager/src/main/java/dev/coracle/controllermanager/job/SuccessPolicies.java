package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.job.pods.Spec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.List;
import java.util.Optional;

/** When an indexed Job has succeeded enough, though not all of it. */
final class SuccessPolicies {

    private SuccessPolicies() {}

    /** Which rule is met, as the condition's message says it. */
    static Optional<String> met(Job job, Indexes succeeded) {
        if (job.getSpec().getSuccessPolicy() == null || job.getSpec().getSuccessPolicy().getRules() == null) {
            return Optional.empty();
        }
        List<SuccessPolicyRule> rules = job.getSpec().getSuccessPolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            if (isMet(rules.get(i), succeeded, Spec.of(job).indexes())) {
                return Optional.of("Matched rules at index " + i);
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(SuccessPolicyRule rule, Indexes succeeded, int completions) {
        if (rule.getSucceededIndexes() == null) {
            return rule.getSucceededCount() != null && succeeded.size() >= rule.getSucceededCount();
        }
        Indexes wanted = Indexes.parse(rule.getSucceededIndexes(), completions);
        int needed = rule.getSucceededCount() == null ? wanted.size() : rule.getSucceededCount();
        return succeeded.and(wanted).size() >= needed;
    }
}
