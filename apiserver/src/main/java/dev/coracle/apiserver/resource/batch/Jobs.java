package dev.coracle.apiserver.resource.batch;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import dev.coracle.apiserver.resource.workload.Workloads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs. Unless told otherwise a job makes a selector of its own out of its uid. */
final class Jobs {

    private static final String PREFIX = "batch.kubernetes.io/";

    private Jobs() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("batch", "Job").metadataChecks(2, 2).defaults(Jobs::fill).prepareCreate(Jobs::begin)
                .validate(Jobs::check)
                .validateChange((object, old, errors, warnings) -> {
                    if (old.isEmpty()) {
                        podNames(object, errors);
                    }
                })
                .validateUpdate(Jobs::checkUpdate)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> {
                    PodWarnings.nameOfPods(object, out);
                    PodWarnings.template(object, out, "spec", "template");
                })
                .generation(Generation.SPEC).orphansByDefault().status(Jobs::checkStatus)
                .selectable("status.successful",
                        object -> Long.toString(Trees.integer(object, "status", "succeeded").orElse(0L)))
                .column(Columns.NAME).column(Columns.text("Status", "Status of the job.", Jobs::state))
                .column(Columns.text("Completions", FieldDocs.of("batch.v1.JobStatus", "succeeded"),
                        Jobs::completions))
                .column(duration(ages)).column(ages.column())
                .column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("batch.v1.JobSpec", "selector"),
                        object -> Columns.selector(object.path("spec").path("selector"))))
                .build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        if (Trees.isAbsent(spec, "completions") && Trees.isAbsent(spec, "parallelism")) {
            spec.put("completions", 1);
        }
        setDefault(spec, "parallelism", 1);
        setDefault(spec, "backoffLimit", Trees.isAbsent(spec, "backoffLimitPerIndex") ? 6 : Integer.MAX_VALUE);
        setDefault(spec, "completionMode", "NonIndexed");
        setDefault(spec, "suspend", false);
        setDefault(spec, "manualSelector", false);
        setDefault(spec, "podReplacementPolicy",
                Trees.isAbsent(spec, "podFailurePolicy") ? "TerminatingOrFailed" : "Failed");
        failureConditions(spec);
        PodDefaults.template(Trees.ensureObject(spec, "template"));
        labelsOfTemplate(object);
    }

    /** A condition that says nothing of its status is meant to be there. */
    static void failureConditions(ObjectNode spec) {
        for (ObjectNode rule : Trees.objects(spec, "podFailurePolicy", "rules")) {
            Trees.objects(rule, "onPodConditions").stream()
                    .filter(pattern -> Trees.string(pattern, "status").isEmpty())
                    .forEach(pattern -> pattern.put("status", "True"));
        }
    }

    private static void labelsOfTemplate(ObjectNode object) {
        JsonNode labels = object.path("spec").path("template").path("metadata").path("labels");
        if (Meta.labels(object).isEmpty() && labels.isObject() && !labels.isEmpty()) {
            Meta.of(object).set("labels", labels);
        }
    }

    private static void begin(RequestContext context, ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        if (!Trees.bool(spec, "manualSelector")) {
            String uid = Meta.uid(object);
            ObjectNode labels = Trees.ensureObject(spec, "template", "metadata", "labels");
            // Labels that were defaulted are the template's, the same map and no copy: they grow with it.
            Map.of("controller-uid", uid, "job-name", Meta.name(object)).forEach((name, value) -> {
                setDefault(labels, name, value);
                setDefault(labels, PREFIX + name, value);
            });
            if (Trees.isAbsent(spec, "selector")) {
                spec.putObject("selector");
            }
            ObjectNode match = Trees.ensureObject(spec, "selector", "matchLabels");
            setDefault(match, PREFIX + "controller-uid", uid);
        }
        labelsOfTemplate(object);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        generatedSelector(object, errors);
        spec(object, errors);
    }

    private static void spec(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        JobTemplates.spec(spec);
        selector(spec);
    }

    /** Labels that the server made must be there, and select nothing else. */
    private static void generatedSelector(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        if (spec.at("manualSelector").isTrue() || !spec.at("selector").present()) {
            return;
        }
        Map<String, String> expected = new LinkedHashMap<>();
        for (String prefix : List.of("", PREFIX)) {
            expected.put(prefix + "controller-uid", Meta.uid(object));
            expected.put(prefix + "job-name", Meta.name(object));
        }
        Place labels = spec.at("template", "metadata", "labels");
        expected.forEach((key, value) -> {
            if (!labels.key(key).present()) {
                errors.required(labels.key(key).path(), "must be '" + value + "'");
            } else if (!labels.key(key).is(value)) {
                errors.invalid(labels.key(key).path(), labels.node(), "must be '" + value + "'");
            }
        });
        int before = errors.size();
        FieldErrors unread = new FieldErrors();
        Labels.selector(new Place(spec.at("selector").node(), spec.at("selector").path(), unread));
        if (errors.size() == before && unread.isEmpty() && !Labels.matches(spec.at("selector").node(), expected)) {
            errors.invalid(spec.at("selector").path(), Labels.shown(spec.at("selector").node()),
                    "`selector` not auto-generated");
        }
    }

    /** The pods of an indexed job have host names of the job's name and their index. */
    private static void podNames(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        if (spec.at("completionMode").is("Indexed") && spec.at("completions").number(0) > 0) {
            String last = Meta.name(object) + "-" + (spec.at("completions").number(0) - 1);
            if (!Names.dnsLabel(last).isEmpty()) {
                errors.invalid(Place.root(object, errors).at("metadata", "name").path(), Meta.name(object),
                        "will not able to create pod with invalid DNS label: " + last);
            }
        }
    }

    private static void selector(Place spec) {
        if (!spec.at("selector").present()) {
            spec.at("selector").required();
        }
        int before = spec.errors().size();
        Labels.selector(spec.at("selector"));
        if (spec.errors().size() == before) {
            Workloads.mustMatch(spec.at("selector").node(), spec.at("template"), spec.at("selector").present());
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        spec(object, errors); // the original checks the spec twice
        JobUpdates.check(Place.root(object, errors).at("spec"), old);
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        PodSpecChecks.notNegative(status, "active", "succeeded", "failed", "ready", "terminating");
        for (String counter : List.of("failed", "succeeded")) {
            if (status.at(counter).number(0) < old.path("status").path(counter).asLong(0)) {
                status.at(counter).invalid("cannot decrease the " + counter + " counter");
            }
        }
        if (status.at("ready").present() && status.at("ready").number(0) > status.at("active").number(0)) {
            status.at("ready").invalid("cannot set more ready pods than active");
        }
        indexes(Place.root(object, errors));
        if (status.at("completionTime").present() && !has(object, "Complete")) {
            status.at("completionTime")
                    .invalid("cannot set completionTime when there is no Complete=True condition");
        }
        if (has(object, "Complete") && has(object, "Failed")) {
            status.at("conditions").invalid("cannot set Complete=True and Failed=true conditions");
        }
        if (has(old, "Complete") && !has(object, "Complete")) {
            status.at("conditions").invalid("cannot disable the terminal Complete=True condition");
        }
        if (has(old, "Failed") && !has(object, "Failed")) {
            status.at("conditions").invalid("cannot disable the terminal Failed=True condition");
        }
    }

    private static void indexes(Place job) {
        long completions = job.at("spec", "completions").number(0);
        Place completed = job.at("status", "completedIndexes");
        if (!job.at("spec", "completionMode").is("Indexed") && !completed.empty()) {
            completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        } else {
            JobIndexes.parse(completed.text(), completions).problem()
                    .ifPresent(why -> completed.invalid("error parsing completedIndexes: " + why));
        }
        Place failed = job.at("status", "failedIndexes");
        if (!failed.present()) {
            return;
        }
        if (!job.at("spec", "backoffLimitPerIndex").present()) {
            failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        } else {
            JobIndexes.parse(failed.text(), completions).problem()
                    .ifPresent(why -> failed.invalid("error parsing failedIndexes: " + why));
        }
    }

    static boolean has(ObjectNode job, String condition) {
        return Trees.objects(job, "status", "conditions").stream()
                .anyMatch(c -> Trees.string(c, "type").equals(condition) && Trees.string(c, "status").equals("True"));
    }

    private static Object state(ObjectNode job) {
        for (String condition : List.of("Complete", "Failed")) {
            if (has(job, condition)) {
                return condition;
            }
        }
        if (Meta.isDeleting(job)) {
            return "Terminating";
        }
        for (String condition : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (has(job, condition)) {
                return condition;
            }
        }
        return "Running";
    }

    private static Object completions(ObjectNode job) {
        long succeeded = Trees.integer(job, "status", "succeeded").orElse(0L);
        long parallelism = Trees.integer(job, "spec", "parallelism").orElse(0L);
        return Trees.integer(job, "spec", "completions").map(wanted -> succeeded + "/" + wanted)
                .orElse(parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1");
    }

    private static Column duration(Ages ages) {
        return Columns.text("Duration", "Time required to complete the job.", job -> {
            String start = Trees.string(job, "status", "startTime");
            String end = Trees.string(job, "status", "completionTime");
            return start.isEmpty() ? "" : end.isEmpty() ? ages.since(start) : Ages.between(start, end);
        });
    }
}
