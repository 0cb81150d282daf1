package dev.coracle.apiserver.resource.scheduling;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** PriorityClasses. Their generation is one for ever: what counts in them can't change. */
final class PriorityClasses {

    private static final String SYSTEM = "system-";
    private static final long MOST = 1_000_000_000;
    private static final Map<String, Long> OWN = Map.of("system-cluster-critical", 2 * MOST, "system-node-critical",
            2 * MOST + 1000);

    private PriorityClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("scheduling.k8s.io", "PriorityClass")
                .defaults(object -> Trees.setDefault(object, "preemptionPolicy", "PreemptLowerPriority"))
                .validateChange((object, old, errors, warnings) -> {
                    if (old.isEmpty()) {
                        check(object, errors);
                    }
                }).validateUpdate(PriorityClasses::checkUpdate)
                .prepareCreate((context, object) -> Meta.of(object).put("generation", 1)).column(Columns.NAME)
                .column(Columns.integer("Value", FieldDocs.of("scheduling.v1.PriorityClass", "value"),
                        Columns.count("value")))
                .column(Columns.bool("Global-Default", FieldDocs.of("scheduling.v1.PriorityClass", "globalDefault"),
                        Columns.flag("globalDefault")))
                .column(ages.column())
                .column(Columns.text("PreemptionPolicy",
                        FieldDocs.of("scheduling.v1.PriorityClass", "preemptionPolicy"),
                        Columns.at("preemptionPolicy")))
                .build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place priority = Place.root(object, errors);
        String name = Meta.name(object);
        long value = priority.at("value").number(0);
        if (name.startsWith(SYSTEM)) {
            Long expected = OWN.get(name);
            if (expected == null || expected != value) {
                String why = expected == null
                        ? name + " is not a known system priority class"
                        : "value of " + name + " PriorityClass must be " + expected;
                priority.at("metadata", "name").forbidden("priority class names with '" + SYSTEM
                        + "' prefix are reserved for system use only. error: " + why);
            }
        } else if (value > MOST) {
            priority.at("value").forbidden("maximum allowed value of a user defined priority is " + MOST);
        }
        priority.at("preemptionPolicy").requiredOneOf("PreemptLowerPriority", "Never");
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place priority = Place.root(object, errors);
        if (priority.at("value").number(0) != old.path("value").asLong(0)) {
            priority.at("value").forbidden("may not be changed in an update.");
        }
        priority.at("preemptionPolicy").immutable(old.path("preemptionPolicy"));
    }
}
