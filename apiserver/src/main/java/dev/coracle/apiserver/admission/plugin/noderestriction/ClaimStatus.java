package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A kubelet says how large a volume has become, and nothing else of its claim. */
final class ClaimStatus {

    private ClaimStatus() {}

    static void check(AdmissionRequest request, String node) {
        if (!request.subresource().equals("status")) {
            throw Requests.forbidden(request, "may only update PVC status");
        }
        if (request.operation() != Operation.UPDATE || request.old().isEmpty()) {
            throw Requests.forbidden(request, "unexpected operation \"" + request.operation() + "\"");
        }
        if (!rest(request.old().get()).equals(rest(request.object()))) {
            throw Requests.forbidden(request, "node \"" + node
                    + "\" is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    private static ObjectNode rest(ObjectNode claim) {
        ObjectNode rest = claim.deepCopy();
        Trees.ensureObject(rest, "metadata").remove(List.of("resourceVersion", "managedFields"));
        Trees.ensureObject(rest, "status").remove(List.of("capacity", "conditions", "allocatedResourceStatuses",
                "allocatedResources"));
        return rest;
    }
}
