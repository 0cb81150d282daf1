package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.node.NodeAuthorizer;
import dev.coracle.apiserver.registry.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kubelet writes its own node, lease, CSINode and slices only, and mirror pods, statuses, evictions, tokens and certificate requests of what is
 * bound to it. Labels that others rely on, taints and owners of its node are not its to change.
 */
public final class NodeRestriction implements AdmissionPlugin {

    private final OwnPods pods;
    private final PodTokens tokens;
    private final PodCertificates certificates;

    public NodeRestriction(Objects objects, Authorization authorization) {
        this.pods = new OwnPods(objects);
        this.tokens = new PodTokens(objects, authorization);
        this.certificates = new PodCertificates(objects);
    }

    @Override
    public String name() {
        return "NodeRestriction";
    }

    @Override
    public void validate(AdmissionRequest request) {
        Optional<String> node = NodeAuthorizer.nodeName(request.context().user());
        if (node.isEmpty()) {
            return;
        }
        switch (Requests.resource(request).toString()) {
            case "pods" -> pods.check(request, node.get());
            case "nodes" -> OwnNode.check(request, node.get());
            case "persistentvolumeclaims" -> ClaimStatus.check(request, node.get());
            case "serviceaccounts" -> tokens.check(request, node.get());
            case "podcertificaterequests.certificates.k8s.io" -> certificates.check(request, node.get());
            case "certificatesigningrequests.certificates.k8s.io" -> PodCertificates.checkSigningRequest(request,
                    node.get());
            case "leases.coordination.k8s.io" -> lease(request, node.get());
            case "csinodes.storage.k8s.io" -> named(request, node.get(), "CSINode");
            case "resourceslices.resource.k8s.io" -> slice(request, node.get());
            default -> {
            }
        }
    }

    private static void lease(AdmissionRequest request, String node) {
        if (!request.namespace().equals("kube-node-lease")) {
            throw Requests.forbidden(request,
                    "can only access leases in the \"kube-node-lease\" system namespace");
        }
        named(request, node, "node lease");
    }

    private static void named(AdmissionRequest request, String node, String what) {
        String name = request.operation() == Operation.CREATE ? Meta.name(request.object()) : request.name();
        if (!name.equals(node)) {
            throw Requests.forbidden(request, "can only access " + what + " with the same name as the requesting node");
        }
    }

    private static void slice(AdmissionRequest request, String node) {
        boolean create = request.operation() == Operation.CREATE;
        if (!create && request.operation() != Operation.DELETE) {
            return;
        }
        ObjectNode slice = create ? request.object() : request.old().orElse(request.object());
        if (!Trees.string(slice, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "can only " + (create ? "create" : "delete")
                    + " ResourceSlice with the same NodeName as the requesting node");
        }
    }
}
