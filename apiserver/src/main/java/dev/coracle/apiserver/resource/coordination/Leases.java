package dev.coracle.apiserver.resource.coordination;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Leases. */
final class Leases {

    private Leases() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("coordination.k8s.io", "Lease").plainFinalizers().createOnUpdate().conditionalUpdateOnly()
                .prepareCreate((context, object) -> disabled(object, Json.object()))
                .prepareUpdate((context, object, old) -> disabled(object, old)).validate(Leases::check)
                .column(Columns.NAME)
                .column(Columns.text("Holder", FieldDocs.of("coordination.v1.LeaseSpec", "holderIdentity"),
                        Columns.at("spec", "holderIdentity")))
                .column(ages.column()).build();
    }

    /** What coordinated leader election adds is not there unless it has been: it is off by default. */
    private static void disabled(ObjectNode object, ObjectNode old) {
        Trees.object(object, "spec").ifPresent(spec -> {
            for (String field : List.of("strategy", "preferredHolder")) {
                if (Trees.at(old, "spec", field).isEmpty()) {
                    spec.remove(field);
                }
            }
        });
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("leaseDurationSeconds").greaterThan(0);
        spec.at("leaseTransitions").atLeast(0);
        if (spec.at("preferredHolder").present() && spec.at("strategy").empty()) {
            spec.at("preferredHolder").forbidden("may only be specified if `strategy` is defined");
        }
    }
}
