package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.gotypes.InternalForm;
import static dev.coracle.apiserver.resource.table.Columns.count;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
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

/** DaemonSets. The template's own generation is kept in an annotation, for clients of old. */
final class DaemonSets {

    private static final String GENERATION = "deprecated.daemonset.template.generation";

    private DaemonSets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "DaemonSet").changesFirst().defaults(DaemonSets::fill)
                .prepareUpdate(DaemonSets::countTemplates).validate(DaemonSets::check)
                .validateUpdate(Workloads::sameSelector)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> PodWarnings.template(object, out, "spec", "template"))
                .annotationForField("deprecated.daemonset.template.generation").generation(Generation.SPEC)
                .status(StatusCounts.DAEMON_SET).column(Columns.NAME)
                .column(number("Desired", "desiredNumberScheduled")).column(number("Current", "currentNumberScheduled"))
                .column(number("Ready", "numberReady")).column(number("Up-to-date", "updatedNumberScheduled"))
                .column(number("Available", "numberAvailable"))
                .column(Columns.text("Node Selector", FieldDocs.of("core.v1.PodSpec", "nodeSelector"), object -> Columns
                        .labels(object.path("spec").path("template").path("spec").path("nodeSelector"))))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec"))
                .column(Columns.wide("Selector", FieldDocs.of("apps.v1.DaemonSetSpec", "selector"),
                        object -> Columns.selector(object.path("spec").path("selector"))))
                .build();
    }

    private static Column number(String name, String field) {
        return Columns.integer(name, FieldDocs.of("apps.v1.DaemonSetStatus", field), count("status", field));
    }

    private static void fill(ObjectNode object) {
        firstTemplate(object);
        ObjectNode spec = Trees.ensureObject(object, "spec");
        ObjectNode strategy = Trees.ensureObject(spec, "updateStrategy");
        if (Trees.string(strategy, "type").isEmpty()) {
            strategy.put("type", "RollingUpdate");
        }
        if (Trees.string(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Trees.ensureObject(strategy, "rollingUpdate");
            Trees.setDefault(rolling, "maxUnavailable", 1);
            Trees.setDefault(rolling, "maxSurge", 0);
        }
        Trees.setDefault(spec, "revisionHistoryLimit", 10);
        PodDefaults.template(Trees.ensureObject(spec, "template"));
    }

    private static void firstTemplate(ObjectNode object) {
        String given = Meta.annotations(object).getOrDefault(GENERATION, "");
        if (!given.matches("[1-9][0-9]{0,17}")) {
            annotate(object, 1);
        }
    }

    private static void countTemplates(RequestContext context, ObjectNode object, ObjectNode old) {
        String before = Meta.annotations(old).getOrDefault(GENERATION, "1");
        long generation = before.matches("[1-9][0-9]{0,17}") ? Long.parseLong(before) : 1;
        boolean same = Place.same(object.path("spec").path("template"), old.path("spec").path("template"));
        annotate(object, same ? generation : generation + 1);
    }

    private static void annotate(ObjectNode object, long generation) {
        Trees.ensureObject(object, "metadata", "annotations").put(GENERATION, Long.toString(generation));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Workloads.selectorAndTemplate(spec, "daemonset", Workloads.Unreadable.NOTHING);
        PodSpecChecks.template(spec.at("template"));
        Workloads.runsAlways(spec.at("template"), "DaemonSet");
        PodSpecChecks.notNegative(spec, "minReadySeconds");
        Place strategy = spec.at("updateStrategy");
        switch (strategy.at("type").text()) {
            case "OnDelete" -> {
                // The pods go when somebody deletes them.
            }
            case "RollingUpdate" -> rolling(strategy.at("rollingUpdate"));
            default -> strategy.errors().notSupported(strategy.path(),
                    InternalForm.of(strategy.node(), "io.k8s.api.apps.v1.DaemonSetUpdateStrategy"),
                    java.util.List.of("RollingUpdate", "OnDelete"));
        }
        PodSpecChecks.notNegative(spec, "revisionHistoryLimit");
    }

    private static void rolling(Place rolling) {
        Place unavailable = rolling.at("maxUnavailable");
        Place surge = rolling.at("maxSurge");
        Amounts.numberOrPercent(unavailable);
        Amounts.notAbove100Percent(unavailable);
        Amounts.numberOrPercent(surge);
        Amounts.notAbove100Percent(surge);
        boolean noSurge = Rollouts.none(surge);
        boolean noneMissing = Rollouts.none(unavailable);
        if (noSurge && noneMissing) {
            unavailable.errors().required(unavailable.path(), "cannot be 0 when maxSurge is 0");
        } else if (!noSurge && !noneMissing) {
            surge.invalid("may not be set when maxUnavailable is non-zero");
        }
    }
}
