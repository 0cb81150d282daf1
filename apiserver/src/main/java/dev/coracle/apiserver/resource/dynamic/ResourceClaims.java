package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ResourceClaims. */
final class ResourceClaims {

    private ResourceClaims() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceClaim").metadataChecks(2, 2)
                .defaults(object -> Devices.fill(Trees.ensureObject(object, "spec")))
                .validate((object, errors) -> Devices.check(Place.root(object, errors).at("spec")))
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec")
                        .immutable(old.path("spec")))
                .status(ResourceClaims::checkStatus).column(Columns.NAME)
                .column(Columns.text("State",
                        "A summary of the current state (allocated, pending, reserved, etc.).",
                        ResourceClaims::state))
                .column(ages.column()).build();
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        status.at("reservedFor").unique("uid");
        JsonNode before = old.path("status").path("allocation");
        if (before.isObject() && status.at("allocation").present()) {
            status.at("allocation").immutable(before);
        }
        if (!status.at("reservedFor").empty() && !status.at("allocation").present()) {
            status.at("reservedFor").forbidden("may not be specified when `allocated` is not set");
        }
    }

    private static Object state(ObjectNode object) {
        List<String> states = new ArrayList<>();
        if (Meta.isDeleting(object)) {
            states.add("deleted");
        }
        if (Trees.object(object, "status", "allocation").isEmpty()) {
            if (states.isEmpty()) {
                states.add("pending");
            }
        } else {
            states.add("allocated");
            if (!Trees.objects(object, "status", "reservedFor").isEmpty()) {
                states.add("reserved");
            }
        }
        return String.join(",", states);
    }
}
