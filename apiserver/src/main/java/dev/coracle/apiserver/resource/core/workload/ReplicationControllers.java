package dev.coracle.apiserver.resource.core.workload;

import static dev.coracle.apiserver.resource.table.Columns.count;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import dev.coracle.apiserver.resource.workload.StatusCounts;
import dev.coracle.apiserver.resource.workload.Workloads;
import tools.jackson.databind.node.ObjectNode;

/** ReplicationControllers. */
public final class ReplicationControllers {

    private ReplicationControllers() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "ReplicationController").defaults(ReplicationControllers::fill)
                .validate(ReplicationControllers::check)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warnsOfNewOnly().warn((object, out) -> {
                    PodWarnings.nameOfPods(object, out);
                    PodWarnings.template(object, out, "spec", "template");
                })
                .generation(Generation.SPEC).orphansByDefault().status(StatusCounts.REPLICA_SET)
                .scale("spec.replicas", "status.replicas", "spec.selector")
                .selectable("status.replicas",
                        o -> Long.toString(Trees.integer(o, "status", "replicas").orElse(0L)))
                .column(Columns.NAME)
                .column(Columns.integer("Desired", FieldDocs.of("core.v1.ReplicationControllerSpec", "replicas"),
                        count("spec", "replicas")))
                .column(Columns.integer("Current", FieldDocs.of("core.v1.ReplicationControllerStatus", "replicas"),
                        count("status", "replicas")))
                .column(Columns.integer("Ready",
                        FieldDocs.of("core.v1.ReplicationControllerStatus", "readyReplicas"),
                        count("status", "readyReplicas")))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("core.v1.ReplicationControllerSpec", "selector"),
                        object -> Columns.labels(object.path("spec").path("selector"))))
                .build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        Trees.setDefault(spec, "replicas", 1);
        Trees.object(spec, "template").ifPresent(template -> {
            PodDefaults.template(template);
            ObjectNode labels = Trees.ensureObject(template, "metadata").path("labels") instanceof ObjectNode found
                    ? found
                    : template.objectNode();
            if (!labels.isEmpty() && spec.path("selector").isEmpty()) {
                spec.set("selector", labels.deepCopy());
            }
            if (!labels.isEmpty() && Meta.labels(object).isEmpty()) {
                Meta.of(object).set("labels", labels.deepCopy());
            }
        });
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        PodSpecChecks.notNegative(spec, "minReadySeconds");
        spec.at("selector").required();
        PodSpecChecks.notNegative(spec, "replicas");
        Place template = spec.at("template");
        if (template.required().empty()) {
            return;
        }
        Place labels = template.at("metadata", "labels");
        for (String key : spec.at("selector").keys()) {
            if (!labels.key(key).is(spec.at("selector").key(key).text())) {
                labels.invalid("`selector` does not match template `labels`");
                break;
            }
        }
        PodSpecChecks.template(template);
        Workloads.runsAlways(template, "ReplicationController");
    }
}
