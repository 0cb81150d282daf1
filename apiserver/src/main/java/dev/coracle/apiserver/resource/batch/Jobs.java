package dev.coracle.apiserver.resource.batch;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.pod.Workloads;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs. Unless told otherwise a job makes a selector of its own out of its uid. */
final class Jobs {

    private static final String PREFIX = "batch.kubernetes.io/";
    private static final List<String> FIXED = List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex",
            "managedBy", "successPolicy");
    /** What may change in the template of a job that has been suspended from the start. */
    private static final List<String> WHILE_SUSPENDED = List.of("nodeSelector", "tolerations", "schedulingGates",
            "affinity");

    private Jobs() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("batch", "Job").defaults(Jobs::fill).prepareCreate(Jobs::begin).validate(Jobs::check)
                .validateUpdate(Jobs::checkUpdate)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> PodWarnings.template(object, out, "spec", "template"))
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
        for (ObjectNode rule : Trees.objects(spec, "podFailurePolicy", "rules")) {
            Trees.objects(rule, "onPodConditions").forEach(pattern -> setDefault(pattern, "status", "True"));
        }
        PodDefaults.template(Trees.ensureObject(spec, "template"));
        labelsOfTemplate(object);
    }

    private static void labelsOfTemplate(ObjectNode object) {
        JsonNode labels = object.path("spec").path("template").path("metadata").path("labels");
        if (Meta.labels(object).isEmpty() && labels.isObject() && !labels.isEmpty()) {
            Meta.of(object).set("labels", labels.deepCopy());
        }
    }

    private static void begin(RequestContext context, ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        if (!Trees.bool(spec, "manualSelector")) {
            String uid = Meta.uid(object);
            ObjectNode labels = Trees.ensureObject(spec, "template", "metadata", "labels");
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
        Place spec = Place.root(object, errors).at("spec");
        JobTemplates.spec(spec);
        selector(spec);
    }

    private static void selector(Place spec) {
        if (!spec.at("selector").present()) {
            spec.at("selector").required();
        } else if (!spec.at("manualSelector").isTrue()
                && spec.at("selector", "matchLabels").keys().size() != 1) {
            spec.at("selector").invalid("`selector` not auto-generated");
        }
        Workloads.mustMatch(spec.at("selector").node(), spec.at("template"), spec.at("selector").present());
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        check(object, errors);
        Place spec = Place.root(object, errors).at("spec");
        JsonNode before = old.path("spec");
        completions(spec, before);
        spec.at("selector").immutable(before.path("selector"));
        if (!spec.at("template").same(before.path("template")) && !onlySchedulingChanged(spec, old)) {
            spec.at("template").invalid("field is immutable");
        }
        for (String field : FIXED) {
            spec.at(field).immutable(before.path(field));
        }
    }

    /** An indexed job may grow and shrink, in step with how many run at once. */
    private static void completions(Place spec, JsonNode before) {
        Place completions = spec.at("completions");
        boolean elastic = spec.at("completionMode").is("Indexed") && completions.present()
                && before.path("completions").isIntegralNumber()
                && completions.number(0) == spec.at("parallelism").number(-1);
        if (!elastic) {
            completions.immutable(before.path("completions"));
        }
    }

    private static boolean onlySchedulingChanged(Place spec, ObjectNode old) {
        boolean suspended = Trees.bool(old, "spec", "suspend") && Trees.string(old, "status", "startTime").isEmpty();
        if (!suspended || !(spec.at("template").node() instanceof ObjectNode template)) {
            return false;
        }
        ObjectNode now = template.deepCopy();
        ObjectNode was = Trees.ensureObject(old, "spec", "template").deepCopy();
        for (ObjectNode one : List.of(now, was)) {
            Trees.ensureObject(one, "spec").remove(WHILE_SUSPENDED);
            Trees.ensureObject(one, "metadata").remove(List.of("labels", "annotations"));
        }
        return Place.same(now, was);
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        PodSpecChecks.notNegative(status, "active", "succeeded", "failed", "ready", "terminating");
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

    private static boolean has(ObjectNode job, String condition) {
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
