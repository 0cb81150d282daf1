package dev.coracle.apiserver.resource.batch;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.time.DateTimeException;
import java.time.ZoneId;
import tools.jackson.databind.node.ObjectNode;

/** CronJobs. */
final class CronJobs {

    /** A job's name is the cron job's and eleven characters more, and must be a label. */
    private static final int MAX_NAME = 52;

    private CronJobs() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("batch", "CronJob").defaults(CronJobs::fill).validate(CronJobs::check)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "jobTemplate", "spec", "template"))
                .warn((object, out) -> {
                    PodWarnings.nameOfPods(object, out);
                    PodWarnings.template(object, out, "spec", "jobTemplate", "spec", "template");
                })
                .generation(Generation.SPEC).status().column(Columns.NAME)
                .column(Columns.text("Schedule", FieldDocs.of("batch.v1.CronJobSpec", "schedule"),
                        Columns.at("spec", "schedule")))
                .column(Columns.text("Timezone", FieldDocs.of("batch.v1.CronJobSpec", "timeZone"),
                        Columns.atOr(Columns.NONE, "spec", "timeZone")))
                .column(Columns.bool("Suspend", FieldDocs.of("batch.v1.CronJobSpec", "suspend"),
                        object -> Trees.bool(object, "spec", "suspend") ? "True" : "False"))
                .column(Columns.integer("Active", FieldDocs.of("batch.v1.CronJobStatus", "active"),
                        object -> (long) Trees.objects(object, "status", "active").size()))
                .column(Columns.text("Last Schedule", FieldDocs.of("batch.v1.CronJobStatus", "lastScheduleTime"),
                        object -> {
                            String last = Trees.string(object, "status", "lastScheduleTime");
                            return last.isEmpty() ? Columns.NONE : ages.since(last);
                        }))
                .column(ages.column()).column(Columns.containers(1, "spec", "jobTemplate", "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "jobTemplate", "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("batch.v1.JobSpec", "selector"), object -> Columns
                        .selector(object.path("spec").path("jobTemplate").path("spec").path("selector"))))
                .build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        setDefault(spec, "concurrencyPolicy", "Allow");
        setDefault(spec, "suspend", false);
        setDefault(spec, "successfulJobsHistoryLimit", 3);
        setDefault(spec, "failedJobsHistoryLimit", 1);
        Trees.ensureObject(spec, "jobTemplate", "metadata");
        Jobs.failureConditions(Trees.ensureObject(spec, "jobTemplate", "spec"));
        PodDefaults.template(Trees.ensureObject(spec, "jobTemplate", "spec", "template"));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place schedule = spec.at("schedule");
        if (!schedule.required().empty()) {
            String text = schedule.text();
            if (text.contains("TZ")) {
                schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            } else {
                CronSchedule.problem(text).ifPresent(schedule::invalid);
            }
        }
        Place zone = spec.at("timeZone");
        if (zone.present() && !isZone(zone.text())) {
            zone.invalidText(zone.empty()
                    ? "timeZone must be nil or non-empty string"
                    : "unknown time zone " + zone.text());
        }
        PodSpecChecks.notNegative(spec, "startingDeadlineSeconds");
        spec.at("concurrencyPolicy").requiredOneOf("Allow", "Forbid", "Replace");
        JobTemplates.spec(spec.at("jobTemplate", "spec"));
        Place selector = spec.at("jobTemplate", "spec", "selector");
        if (selector.present()) {
            errors.invalid(selector.path(), Labels.shown(selector.node()), "`selector` will be auto-generated");
        }
        if (spec.at("jobTemplate", "spec", "manualSelector").isTrue()) {
            errors.notSupported(spec.at("jobTemplate", "spec", "manualSelector").path(), true,
                    java.util.List.of("nil", "false"));
        }
        PodSpecChecks.notNegative(spec, "successfulJobsHistoryLimit", "failedJobsHistoryLimit");
        if (Meta.name(object).length() > MAX_NAME) {
            errors.invalid(Place.root(object, errors).at("metadata", "name").path(), Meta.name(object),
                    "must be no more than " + MAX_NAME + " characters");
        }
    }

    private static boolean isZone(String name) {
        try {
            return !name.isEmpty() && !name.equalsIgnoreCase("local") && !ZoneId.of(name).getId().isEmpty();
        } catch (DateTimeException unknown) {
            return false;
        }
    }
}
