package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.gotypes.InternalForm;
import static dev.coracle.apiserver.resource.table.Columns.count;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.workload.StatusCounts;
import dev.coracle.apiserver.resource.workload.Workloads;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ObjectNode;

/** Deployments. */
final class Deployments {

    private Deployments() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "Deployment").defaults(Deployments::fill)
                .prepareUpdate(Deployments::countAnnotations).validate(Deployments::check)
                .validateUpdate(Workloads::sameSelector)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> {
                    PodWarnings.nameOfPods(object, out);
                    PodWarnings.template(object, out, "spec", "template");
                })
                .generation(Generation.SPEC).status(StatusCounts.DEPLOYMENT)
                .scale("spec.replicas", "status.replicas", "spec.selector").column(Columns.NAME)
                .column(Columns.text("Ready", "Number of the pod with ready state", AppsKinds::readyOfWanted))
                .column(Columns.text("Up-to-date", FieldDocs.of("apps.v1.DeploymentStatus", "updatedReplicas"),
                        count("status", "updatedReplicas")))
                .column(Columns.text("Available", FieldDocs.of("apps.v1.DeploymentStatus", "availableReplicas"),
                        count("status", "availableReplicas")))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("apps.v1.DeploymentSpec", "selector"),
                        object -> Columns.selector(object.path("spec").path("selector"))))
                .build();
    }

    /** Annotations go over to the replica sets, so a change of them is one to act on. */
    private static void countAnnotations(RequestContext context, ObjectNode object, ObjectNode old) {
        if (!Meta.annotations(object).equals(Meta.annotations(old))) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        Trees.setDefault(spec, "replicas", 1);
        Trees.setDefault(spec, "revisionHistoryLimit", 10);
        Trees.setDefault(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = Trees.ensureObject(spec, "strategy");
        if (Trees.string(strategy, "type").isEmpty()) {
            strategy.put("type", "RollingUpdate");
        }
        if (Trees.string(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Trees.ensureObject(strategy, "rollingUpdate");
            Trees.setDefault(rolling, "maxUnavailable", "25%");
            Trees.setDefault(rolling, "maxSurge", "25%");
        }
        PodDefaults.template(Trees.ensureObject(spec, "template"));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        PodSpecChecks.notNegative(spec, "replicas");
        Workloads.selectorAndTemplate(spec, "deployment", Workloads.Unreadable.INVALID);
        PodSpecChecks.template(spec.at("template"));
        Workloads.runsAlways(spec.at("template"), "ReplicaSet");
        strategy(spec.at("strategy"));
        PodSpecChecks.notNegative(spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
        Place deadline = spec.at("progressDeadlineSeconds");
        if (deadline.present() && deadline.number(0) <= spec.at("minReadySeconds").number(0)) {
            deadline.invalid("must be greater than minReadySeconds");
        }
    }

    private static void strategy(Place strategy) {
        Place rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "Recreate" -> {
                if (rolling.present()) {
                    rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> rolling(rolling);
            default -> strategy.errors().notSupported(strategy.path(),
                    InternalForm.of(strategy.node(), "io.k8s.api.apps.v1.DeploymentStrategy"),
                    java.util.List.of("Recreate", "RollingUpdate"));
        }
    }

    private static void rolling(Place rolling) {
        Place unavailable = rolling.at("maxUnavailable");
        Amounts.numberOrPercent(unavailable);
        Amounts.numberOrPercent(rolling.at("maxSurge"));
        if (Amounts.isZero(unavailable.node()) && Amounts.isZero(rolling.at("maxSurge").node())) {
            unavailable.invalid("may not be 0 when `maxSurge` is 0");
        }
        Amounts.notAbove100Percent(unavailable);
    }
}
