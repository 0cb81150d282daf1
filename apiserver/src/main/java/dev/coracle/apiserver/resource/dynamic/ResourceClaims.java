package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.dynamic.device.AdminAccess;
import dev.coracle.apiserver.resource.dynamic.device.DeviceRequests;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** ResourceClaims. */
final class ResourceClaims {

    private ResourceClaims() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceClaim").metadataChecks(2, 2)
                .defaults(object -> DeviceRequests.fill(Trees.ensureObject(object, "spec")))
                .validateAmong((objects, object, errors) -> AdminAccess.check(objects, object.path("spec"),
                        Meta.namespace(object), errors))
                .validateChange(ResourceClaims::check).status(ClaimStatus::check).column(Columns.NAME)
                .column(Columns.text("State",
                        "A summary of the current state (allocated, pending, reserved, etc.).",
                        ResourceClaims::state))
                .column(ages.column()).build();
    }

    /** A claim that is there does not change what it asks for, so that nothing else is to be said of it. */
    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place spec = Place.root(object, errors).at("spec");
        if (old.isPresent()) {
            spec.immutableStruct("io.k8s.api.resource.v1.ResourceClaimSpec", old.get().path("spec"));
        } else {
            DeviceRequests.check(spec);
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
