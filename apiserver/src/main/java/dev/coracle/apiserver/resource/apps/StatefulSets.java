package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.pod.Workloads;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** StatefulSets. */
final class StatefulSets {

    private static final List<String> MAY_CHANGE = List.of("replicas", "ordinals", "template", "updateStrategy",
            "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds");
    private static final String FIXED = "updates to statefulset spec for fields other than 'replicas', 'ordinals', "
            + "'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
            + "'minReadySeconds' are forbidden";

    private StatefulSets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "StatefulSet").defaults(StatefulSets::fill).validate(StatefulSets::check)
                .validateUpdate(StatefulSets::checkUpdate)
                .disabledFields(object -> DisabledFields.ofTemplate(object, "spec", "template"))
                .warn((object, out) -> PodWarnings.template(object, out, "spec", "template"))
                .generation(Generation.SPEC).status(Workloads::statusCounts)
                .scale("spec.replicas", "status.replicas", "spec.selector").column(Columns.NAME)
                .column(Columns.text("Ready", "Number of the pod with ready state", AppsKinds::readyOfWanted))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec")).build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        if (Trees.string(spec, "podManagementPolicy").isEmpty()) {
            spec.put("podManagementPolicy", "OrderedReady");
        }
        ObjectNode strategy = Trees.ensureObject(spec, "updateStrategy");
        if (Trees.string(strategy, "type").isEmpty()) {
            strategy.put("type", "RollingUpdate");
            Trees.setDefault(Trees.ensureObject(strategy, "rollingUpdate"), "partition", 0);
        } else if (Trees.string(strategy, "type").equals("RollingUpdate")) {
            Trees.object(strategy, "rollingUpdate").ifPresent(rolling -> Trees.setDefault(rolling, "partition", 0));
        }
        ObjectNode retention = Trees.ensureObject(spec, "persistentVolumeClaimRetentionPolicy");
        Trees.setDefault(retention, "whenDeleted", "Retain");
        Trees.setDefault(retention, "whenScaled", "Retain");
        Trees.setDefault(spec, "replicas", 1);
        Trees.setDefault(spec, "revisionHistoryLimit", 10);
        PodDefaults.template(Trees.ensureObject(spec, "template"));
        for (ObjectNode claim : Trees.objects(spec, "volumeClaimTemplates")) {
            Trees.setDefault(claim, "apiVersion", "v1");
            Trees.setDefault(claim, "kind", "PersistentVolumeClaim");
            VolumeDefaults.claimSpec(Trees.ensureObject(claim, "spec"));
            Trees.setDefault(Trees.ensureObject(claim, "status"), "phase", "Pending");
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place policy = spec.at("podManagementPolicy");
        if (!policy.is("OrderedReady") && !policy.is("Parallel")) {
            policy.invalidText("must be 'OrderedReady' or 'Parallel'");
        }
        strategy(spec.at("updateStrategy"));
        for (String when : List.of("whenDeleted", "whenScaled")) {
            spec.at("persistentVolumeClaimRetentionPolicy", when).oneOf("Delete", "Retain");
        }
        PodSpecChecks.notNegative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit");
        spec.at("ordinals", "start").atLeast(0);
        spec.at("serviceName").named(dev.coracle.api.validation.Names::dnsLabel);
        Workloads.selectorAndTemplate(spec, "statefulset");
        Workloads.runsAlways(spec.at("template"));
    }

    private static void strategy(Place strategy) {
        Place rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "" -> strategy.at("type").required();
            case "OnDelete" -> {
                if (rolling.present()) {
                    rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> {
                rolling.at("partition").atLeast(0);
                Amounts.numberOrPercent(rolling.at("maxUnavailable"));
                if (Amounts.isZero(rolling.at("maxUnavailable").node())) {
                    rolling.at("maxUnavailable").invalid("cannot be 0");
                }
                Amounts.notAbove100Percent(rolling.at("maxUnavailable"));
            }
            default -> strategy.invalid("must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        ObjectNode now = Trees.ensureObject(object, "spec").deepCopy();
        ObjectNode before = Trees.ensureObject(old, "spec").deepCopy();
        now.remove(MAY_CHANGE);
        before.remove(MAY_CHANGE);
        if (!Place.same(now, before)) {
            Place.root(object, errors).at("spec").forbidden(FIXED);
        }
    }
}
