package dev.coracle.apiserver.resource.apps;

import static dev.coracle.apiserver.resource.table.Columns.count;

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

/** ReplicaSets. */
final class ReplicaSets {

    private ReplicaSets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "ReplicaSet").defaults(ReplicaSets::fill).validate(ReplicaSets::check)
                .validateUpdate(Workloads::sameSelector)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> {
                    PodWarnings.nameOfPods(object, out);
                    PodWarnings.template(object, out, "spec", "template");
                })
                .generation(Generation.SPEC).status(StatusCounts.REPLICA_SET)
                .scale("spec.replicas", "status.replicas", "spec.selector")
                .selectable("status.replicas",
                        o -> Long.toString(Trees.integer(o, "status", "replicas").orElse(0L)))
                .column(Columns.NAME)
                .column(Columns.integer("Desired", FieldDocs.of("apps.v1.ReplicaSetSpec", "replicas"),
                        count("spec", "replicas")))
                .column(Columns.integer("Current", FieldDocs.of("apps.v1.ReplicaSetStatus", "replicas"),
                        count("status", "replicas")))
                .column(Columns.integer("Ready", FieldDocs.of("apps.v1.ReplicaSetStatus", "readyReplicas"),
                        count("status", "readyReplicas")))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("apps.v1.ReplicaSetSpec", "selector"),
                        object -> Columns.selector(object.path("spec").path("selector"))))
                .build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        Trees.setDefault(spec, "replicas", 1);
        PodDefaults.template(Trees.ensureObject(spec, "template"));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        PodSpecChecks.notNegative(spec, "replicas", "minReadySeconds");
        Workloads.selectorAndTemplate(spec, "deployment", Workloads.Unreadable.INVALID); // the original says so
        PodSpecChecks.template(spec.at("template"));
        Workloads.runsAlways(spec.at("template"), "ReplicaSet");
    }
}
