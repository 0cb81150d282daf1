package dev.coracle.apiserver.resource.batch;

import dev.coracle.apiserver.resource.check.Place;

/** When a job has succeeded before all of its indexes have. Source: KEP-3998. */
final class SuccessPolicies {

    private static final int MOST_RULES = 20;

    private SuccessPolicies() {}

    static void check(Place spec) {
        Place policy = spec.at("successPolicy");
        if (!policy.present()) {
            return;
        }
        if (!spec.at("completionMode").is("Indexed")) {
            policy.invalidStruct("io.k8s.api.batch.v1.SuccessPolicy", "requires indexed completion mode");
            return;
        }
        policy.at("rules").required("at least one rules must be specified when the successPolicy is specified");
        policy.at("rules").atMost(MOST_RULES);
        for (Place rule : policy.at("rules").items()) {
            rule(rule, spec.at("completions").number(0));
        }
    }

    private static void rule(Place rule, long completions) {
        Place indexes = rule.at("succeededIndexes");
        Place count = rule.at("succeededCount");
        if (!indexes.present() && !count.present()) {
            rule.errors().required(rule.path(), "at least one of succeededCount or succeededIndexes must be specified");
        }
        long total = completions;
        if (indexes.present()) {
            JobIndexes parsed = JobIndexes.parse(indexes.text(), completions);
            parsed.problem().ifPresent(why -> indexes.invalid("error parsing succeededIndexes: " + why));
            total = parsed.count();
        }
        count.atLeast(0);
        if (count.number(0) > completions) {
            count.invalid("must be less than or equal to " + completions + " (the number of specified completions)");
        }
        if (indexes.present() && count.number(0) > total) {
            count.invalid("must be less than or equal to " + total
                    + " (the number of indexes in the specified succeededIndexes field)");
        }
    }
}
