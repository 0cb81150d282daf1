package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.NodeAuthorizer;
import dev.coracle.apiserver.registry.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kubelet writes its own node, lease and CSINode only, and mirror pods, statuses, evictions and tokens of pods bound to it. Labels under
 * {@code node-restriction.kubernetes.io/} and taints are not its to change.
 */
public final class NodeRestriction implements AdmissionPlugin {

    private static final GroupResource PODS = new GroupResource("", "pods");

    private final Objects objects;

    public NodeRestriction(Objects objects) {
        this.objects = objects;
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
        GroupResource what = Requests.resource(request);
        switch (what.toString()) {
            case "pods" -> pod(request, node.get());
            case "nodes" -> node(request, node.get());
            case "leases.coordination.k8s.io", "csinodes.storage.k8s.io" -> {
                if (!Requests.shownName(request).equals(node.get())) {
                    throw Requests.forbidden(request, "can only access " + what.resource()
                            + " with the same name as the requesting node");
                }
            }
            case "serviceaccounts" -> token(request, node.get());
            default -> {
            }
        }
    }

    private void pod(AdmissionRequest request, String node) {
        if (request.subresource().isEmpty() && request.operation() == Operation.CREATE) {
            if (!Meta.annotations(request.object()).containsKey("kubernetes.io/config.mirror")) {
                throw Requests.forbidden(request,
                        "pod does not have \"kubernetes.io/config.mirror\" annotation, node \""
                                + node + "\" can only create mirror pods");
            }
            refuseOther(request, request.object(), node);
            return;
        }
        ObjectNode pod = request.old().orElseGet(
                () -> objects.get(PODS, request.namespace(), request.name()).orElse(request.object()));
        refuseOther(request, pod, node);
    }

    private static void refuseOther(AdmissionRequest request, ObjectNode pod, String node) {
        if (!Trees.string(pod, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "node \"" + node + "\" can only "
                    + request.operation().name().toLowerCase(java.util.Locale.ROOT)
                    + " pods with spec.nodeName set to itself");
        }
    }

    private static void node(AdmissionRequest request, String node) {
        if (!Requests.shownName(request).equals(node)) {
            throw Requests.forbidden(request, "node \"" + node + "\" is not allowed to modify node \""
                    + Requests.shownName(request) + "\"");
        }
        if (request.operation() == Operation.UPDATE && request.old().isPresent()) {
            ObjectNode old = request.old().get();
            if (!Trees.at(old, "spec", "taints").equals(Trees.at(request.object(), "spec", "taints"))) {
                throw Requests.forbidden(request, "node \"" + node + "\" is not allowed to modify taints");
            }
            if (!restricted(old).equals(restricted(request.object()))) {
                throw Requests.forbidden(request, "is not allowed to modify labels: node-restriction.kubernetes.io/");
            }
        }
    }

    private static java.util.Map<String, String> restricted(ObjectNode node) {
        java.util.Map<String, String> labels = new java.util.TreeMap<>(Meta.labels(node));
        labels.keySet().removeIf(key -> !key.split("/", 2)[0].endsWith("node-restriction.kubernetes.io"));
        return labels;
    }

    private void token(AdmissionRequest request, String node) {
        if (!request.subresource().equals("token")) {
            return;
        }
        String pod = Trees.string(request.object(), "spec", "boundObjectRef", "name");
        if (!Trees.string(request.object(), "spec", "boundObjectRef", "kind").equals("Pod")
                || objects.get(PODS, request.namespace(), pod)
                        .filter(p -> Trees.string(p, "spec", "nodeName").equals(node)).isEmpty()) {
            throw Requests.forbidden(request, "node requested token not bound to a pod on its node");
        }
    }
}
