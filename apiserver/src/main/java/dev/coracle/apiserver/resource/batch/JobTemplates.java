package dev.coracle.apiserver.resource.batch;

import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import java.util.List;

/** What a JobSpec must be, in a job or in a cron job's template. */
final class JobTemplates {

    private static final int MAX_INDEXES = 1_000_000;

    private JobTemplates() {}

    static void spec(Place spec) {
        PodSpecChecks.notNegative(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
                "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        mode(spec);
        if (spec.at("selector").present()) {
            Labels.selector(spec.at("selector"));
        }
        spec.at("podReplacementPolicy").oneOf("Failed", "TerminatingOrFailed");
        failurePolicy(spec);
        if (!spec.at("managedBy").empty()) {
            Labels.labelName(spec.at("managedBy"));
        }
        PodSpecChecks.template(spec.at("template"));
        Place restart = spec.at("template", "spec", "restartPolicy");
        if (!restart.is("OnFailure") && !restart.is("Never")) {
            restart.errors().required(restart.path(), "valid values: \"OnFailure\", \"Never\"");
        } else if (spec.at("podFailurePolicy").present() && !restart.is("Never")) {
            restart.invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    private static void mode(Place spec) {
        Place mode = spec.at("completionMode");
        mode.oneOf("NonIndexed", "Indexed");
        boolean indexed = mode.is("Indexed");
        if (indexed) {
            if (!spec.at("completions").present()) {
                spec.at("completions").errors().required(spec.at("completions").path(),
                        "when completion mode is Indexed");
            }
            if (spec.at("completions").number(0) > MAX_INDEXES) {
                spec.at("completions").invalid("must be less than or equal to " + MAX_INDEXES);
            }
            if (spec.at("parallelism").number(0) > MAX_INDEXES) {
                spec.at("parallelism").invalid("must be less than or equal to " + MAX_INDEXES);
            }
        } else {
            for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
                if (spec.at(field).present()) {
                    spec.at(field).invalid("requires indexed completion mode");
                }
            }
        }
        if (spec.at("maxFailedIndexes").present() && !spec.at("backoffLimitPerIndex").present()) {
            spec.at("backoffLimitPerIndex").errors().required(spec.at("backoffLimitPerIndex").path(),
                    "when maxFailedIndexes is specified");
        }
    }

    private static void failurePolicy(Place spec) {
        for (Place rule : spec.at("podFailurePolicy", "rules").items()) {
            rule.at("action").requiredOneOf("Count", "FailIndex", "FailJob", "Ignore");
            Place codes = rule.at("onExitCodes");
            boolean conditions = !rule.at("onPodConditions").empty();
            if (codes.present()) {
                codes.at("operator").requiredOneOf("In", "NotIn");
                codes.at("values").required("at least one value is required");
                if (conditions) {
                    rule.invalid("specifying both OnExitCodes and OnPodConditions is not supported");
                }
            } else if (!conditions) {
                rule.invalid("specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }
}
