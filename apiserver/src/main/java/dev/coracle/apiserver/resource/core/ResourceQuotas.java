package dev.coracle.apiserver.resource.core;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ResourceQuotas. */
final class ResourceQuotas {

    private static final Set<String> SCOPES = Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort",
            "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass");

    private ResourceQuotas() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "ResourceQuota").validate(ResourceQuotas::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec", "scopes")
                        .immutable(old.path("spec").path("scopes")))
                .status((object, old, errors) -> {
                    amounts(Place.root(object, errors).at("status", "hard"));
                    amounts(Place.root(object, errors).at("status", "used"));
                }).column(Columns.NAME)
                .column(Columns.text("Request",
                        "Request represents a minimum amount of cpu/memory that a container may consume.",
                        object -> used(object, false)))
                .column(Columns.text("Limit",
                        "Limits control the maximum amount of cpu/memory that a container may use independent of "
                                + "contention on the node.",
                        object -> used(object, true)))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        amounts(spec.at("hard"));
        for (Place scope : spec.at("scopes").items()) {
            if (!SCOPES.contains(scope.text())) {
                spec.at("scopes").invalid("unsupported scope");
                break;
            }
        }
        for (Place one : spec.at("scopeSelector", "matchExpressions").items()) {
            if (!SCOPES.contains(one.at("scopeName").text())) {
                one.at("scopeName").invalidText("unsupported scope");
            }
            switch (one.at("operator").text()) {
                case "In", "NotIn" -> one.at("values")
                        .required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                case "Exists", "DoesNotExist" -> {
                    if (!one.at("values").empty()) {
                        one.at("values").invalid(
                                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                    }
                }
                default -> one.at("operator").invalidText("not a valid selector operator");
            }
        }
    }

    private static void amounts(Place amounts) {
        for (String name : amounts.keys()) {
            if (name.indexOf('/') < 0) {
                int before = amounts.errors().size();
                Resources.qualified(amounts.key(name), name);
                if (amounts.errors().size() > before) {
                    amounts.errors().invalid(amounts.key(name).path(), name, "must be a standard resource for quota");
                }
            }
            Resources.amount(amounts.key(name), name);
        }
    }

    /** {@code cpu: 1/2, pods: 3/10}: those of limits, or the others. */
    private static Object used(ObjectNode object, boolean limits) {
        JsonNode hard = object.path("status").path("hard");
        JsonNode used = object.path("status").path("used");
        List<String> parts = new ArrayList<>();
        if (hard.isObject()) {
            for (String name : new TreeSet<>(hard.propertyNames())) {
                if (name.startsWith("limits.") == limits) {
                    parts.add(name + ": " + Amounts.text(used.path(name)) + "/" + Amounts.text(hard.path(name)));
                }
            }
        }
        return String.join(", ", parts);
    }

}
