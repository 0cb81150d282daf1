package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.plugin.escalation.RequestedSubject;
import dev.coracle.apiserver.registry.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A kubelet asks for certificates for itself, and for pods on its node, naming all of them as they are. */
record PodCertificates(Objects objects) {

    private static final Set<String> NODE_SIGNERS = Set.of("kubernetes.io/kubelet-serving",
            "kubernetes.io/kube-apiserver-client-kubelet");

    /** Nobody asks for the certificate of another node. */
    static void checkSigningRequest(AdmissionRequest request, String node) {
        if (!request.subresource().isEmpty() || request.operation() != Operation.CREATE
                || !NODE_SIGNERS.contains(Trees.string(request.object(), "spec", "signerName"))) {
            return;
        }
        String wanted = "system:node:" + node;
        if (!RequestedSubject.commonName(Trees.string(request.object(), "spec", "request")).equals(wanted)) {
            throw Requests.forbidden(request, "can only create a node CSR with CN=" + wanted);
        }
    }

    void check(AdmissionRequest request, String node) {
        if (request.operation() != Operation.CREATE || !request.subresource().isEmpty()) {
            throw Requests.forbidden(request, "unexpected operation " + request.operation() + " "
                    + request.subresource());
        }
        ObjectNode asked = request.object();
        if (!Trees.string(asked, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "PodCertificateRequest.Spec.NodeName=\""
                    + Trees.string(asked, "spec", "nodeName") + "\", which is not the requesting node \"" + node
                    + "\"");
        }
        find(request, "nodes", "", node, "nodeUID");
        ObjectNode pod = find(request, "pods", request.namespace(), Trees.string(asked, "spec", "podName"), "podUID");
        if (!Trees.string(pod, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "pod \"" + Meta.name(pod)
                    + "\" is not running on node \"" + node + "\" named in the PodCertificateRequest");
        }
        if (Meta.annotations(pod).containsKey("kubernetes.io/config.mirror")) {
            throw Requests.forbidden(request, "pod \"" + Meta.name(pod) + "\" is a mirror pod");
        }
        String account = Trees.string(asked, "spec", "serviceAccountName");
        if (!account.equals(Trees.string(pod, "spec", "serviceAccountName"))) {
            throw Requests.forbidden(request, "PodCertificateRequest for pod \"" + Meta.name(pod)
                    + "\" contains serviceAccountName (\"" + account + "\") that differs from running pod (\""
                    + Trees.string(pod, "spec", "serviceAccountName") + "\")");
        }
        find(request, "serviceaccounts", request.namespace(), account, "serviceAccountUID");
    }

    private ObjectNode find(AdmissionRequest request, String resource, String namespace, String name, String uidField) {
        ObjectNode found = objects.get(new GroupResource("", resource), namespace, name)
                .orElseThrow(() -> Requests.forbidden(request, "while retrieving " + resource + " \"" + name
                        + "\" named in the PodCertificateRequest: not found"));
        String uid = Trees.string(request.object(), "spec", uidField);
        if (!Meta.uid(found).equals(uid)) {
            throw Requests.forbidden(request, "PodCertificateRequest names " + resource + " UID \"" + uid
                    + "\", inconsistent with the running one (\"" + Meta.uid(found) + "\")");
        }
        return found;
    }
}
