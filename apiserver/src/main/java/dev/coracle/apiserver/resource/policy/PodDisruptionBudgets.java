package dev.coracle.apiserver.resource.policy;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.ConditionChecks;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** PodDisruptionBudgets. */
final class PodDisruptionBudgets {

    private PodDisruptionBudgets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("policy", "PodDisruptionBudget").plainFinalizers().metadataChecks(2, 0)
                .conditionalUpdateOnly()
                .named(Names::pathSegment)
                .validate(PodDisruptionBudgets::check).generation(Generation.SPEC)
                .status(PodDisruptionBudgets::checkStatus)
                .column(Columns.NAME)
                .column(Columns.text("Min Available", "The minimum number of pods that must be available.",
                        object -> amount(object, "minAvailable")))
                .column(Columns.text("Max Unavailable", "The maximum number of pods that may be unavailable.",
                        object -> amount(object, "maxUnavailable")))
                .column(Columns.integer("Allowed Disruptions",
                        "Calculated number of pods that may be disrupted at this time.",
                        Columns.count("status", "disruptionsAllowed")))
                .column(ages.column()).build();
    }

    private static Object amount(ObjectNode object, String field) {
        return Trees.at(object, "spec", field).map(Amounts::text).orElse("N/A");
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        ConditionChecks.check(status.at("conditions"));
        PodSpecChecks.notNegative(status, "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
    }

    /** As Go prints it. */
    private static ObjectNode shown(Place spec) {
        ObjectNode shown = Json.object();
        for (String name : List.of("MinAvailable", "Selector", "MaxUnavailable", "UnhealthyPodEvictionPolicy")) {
            String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            shown.set(name, Trees.at(spec.node(), field).orElse(NullNode.getInstance()));
        }
        return shown;
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place least = spec.at("minAvailable");
        Place most = spec.at("maxUnavailable");
        if (least.present() && most.present()) {
            errors.invalid(spec.path(), shown(spec), "minAvailable and maxUnavailable cannot be both set");
        }
        for (Place amount : new Place[]{least, most}) {
            Amounts.numberOrPercent(amount);
            Amounts.notAbove100Percent(amount);
        }
        Labels.selector(spec.at("selector"));
        spec.at("unhealthyPodEvictionPolicy").givenOneOf("AlwaysAllow", "IfHealthyBudget");
    }
}
