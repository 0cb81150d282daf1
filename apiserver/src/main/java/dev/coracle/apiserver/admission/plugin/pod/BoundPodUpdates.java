package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Updates of what is asked of a node by a pod that is there already. */
final class BoundPodUpdates {

    private static final GroupResource NODES = new GroupResource("", "nodes");

    private BoundPodUpdates() {}

    /** Whether a bound pod's spec changes by one of these ways; a spec that stays keeps its generation. */
    static boolean is(AdmissionRequest request, Set<String> subresources) {
        return request.operation() == Operation.UPDATE && Requests.isOf(request, "", "pods")
                && subresources.contains(request.subresource()) && request.old().isPresent()
                && !Trees.string(request.object(), "spec", "nodeName").isEmpty()
                && !Trees.integer(request.object(), "metadata", "generation")
                        .equals(Trees.integer(request.old().get(), "metadata", "generation"));
    }

    /** @throws dev.coracle.api.status.StatusException (403) if it isn't there */
    static ObjectNode node(AdmissionRequest request, Objects objects) {
        String name = Trees.string(request.object(), "spec", "nodeName");
        return objects.get(NODES, "", name)
                .orElseThrow(() -> Requests.forbidden(request, "node \"" + name + "\" not found"));
    }
}
