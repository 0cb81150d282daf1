package dev.coracle.apiserver.resource.batch;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import java.util.List;

/** What a JobSpec must be, in a job or in a cron job's template. */
final class JobTemplates {

    /** An indexed job may have many indexes, but only so many may fail, and so many be retried one by one. */
    private static final int MOST_FAILED = 100_000;
    private static final int MOST_PARALLEL = 100_000;
    private static final int MANY_COMPLETIONS = 100_000;
    private static final int MOST_FAILED_OF_MANY = 10_000;
    private static final int MOST_PARALLEL_OF_MANY = 10_000;
    private static final int LONGEST_MANAGER = 63;

    private JobTemplates() {}

    static void spec(Place spec) {
        PodSpecChecks.notNegative(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
                "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        if (spec.at("maxFailedIndexes").present() && !spec.at("backoffLimitPerIndex").present()) {
            spec.errors().required(spec.at("backoffLimitPerIndex").path(), "when maxFailedIndexes is specified");
        }
        manager(spec.at("managedBy"));
        spec.at("completionMode").givenOneOf("NonIndexed", "Indexed");
        if (spec.at("completionMode").is("Indexed")) {
            indexed(spec);
        } else if (!spec.at("completionMode").present() || spec.at("completionMode").is("NonIndexed")) {
            for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
                if (spec.at(field).present()) {
                    spec.at(field).invalid("requires indexed completion mode");
                }
            }
        }
        if (spec.at("podFailurePolicy").present()) {
            PodFailurePolicies.check(spec, spec.at("podFailurePolicy"));
        }
        SuccessPolicies.check(spec);
        replacement(spec);
        PodSpecChecks.template(spec.at("template"));
        restart(spec);
    }

    private static void manager(Place manager) {
        if (manager.present()) {
            if (manager.empty()) {
                manager.required();
            } else {
                Names.domainPrefixedPath(manager.text()).forEach(manager::invalid);
            }
            if (manager.text().length() > LONGEST_MANAGER) {
                manager.errors().tooLong(manager.path(), LONGEST_MANAGER);
            }
        }
    }

    private static void indexed(Place spec) {
        Place completions = spec.at("completions");
        if (!completions.present()) {
            spec.errors().required(completions.path(), "when completion mode is Indexed");
        }
        if (spec.at("parallelism").number(0) > MOST_PARALLEL) {
            spec.at("parallelism").invalid(
                    "must be less than or equal to " + MOST_PARALLEL + " when completion mode is Indexed");
        }
        Place failed = spec.at("maxFailedIndexes");
        if (failed.present() && completions.present() && failed.number(0) > completions.number(0)) {
            failed.invalid("must be less than or equal to completions");
        }
        if (failed.number(0) > MOST_FAILED) {
            failed.invalid("must be less than or equal to " + MOST_FAILED);
        }
        if (spec.at("backoffLimitPerIndex").present() && completions.number(0) > MANY_COMPLETIONS) {
            if (!failed.present()) {
                spec.errors().required(failed.path(),
                        "must be specified when completions is above " + MANY_COMPLETIONS);
            } else if (failed.number(0) > MOST_FAILED_OF_MANY) {
                failed.invalid("must be less than or equal to " + MOST_FAILED_OF_MANY
                        + " when completions are above " + MANY_COMPLETIONS + " and used with backoff limit per index");
            }
            if (spec.at("parallelism").number(0) > MOST_PARALLEL_OF_MANY) {
                spec.at("parallelism").invalid("must be less than or equal to " + MOST_PARALLEL_OF_MANY
                        + " when completions are above " + MANY_COMPLETIONS + " and used with backoff limit per index");
            }
        }
    }

    private static void replacement(Place spec) {
        Place policy = spec.at("podReplacementPolicy");
        if (spec.at("podFailurePolicy").present()) {
            policy.givenOneOf("Failed");
        } else {
            policy.givenOneOf("Failed", "TerminatingOrFailed");
        }
    }

    private static void restart(Place spec) {
        Place restart = spec.at("template", "spec", "restartPolicy");
        if (restart.empty() || restart.is("Always")) {
            restart.errors().required(restart.path(), "valid values: \"OnFailure\", \"Never\"");
        } else if (!restart.is("OnFailure") && !restart.is("Never")) {
            restart.oneOf("OnFailure", "Never");
        } else if (spec.at("podFailurePolicy").present() && !restart.is("Never")) {
            restart.invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
