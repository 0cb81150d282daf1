package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestInfo;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A kubelet asks for tokens of pods on its node only, and for audiences that the pod's volumes ask for. */
record PodTokens(Objects objects, Authorization authorization) {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");
    private static final GroupResource DRIVERS = new GroupResource("storage.k8s.io", "csidrivers");

    void check(AdmissionRequest request, String node) {
        if (request.operation() != Operation.CREATE || !request.subresource().equals("token")) {
            return;
        }
        Optional<ObjectNode> bound = Trees.object(request.object(), "spec", "boundObjectRef");
        String name = bound.map(b -> Trees.string(b, "name")).orElse("");
        if (bound.isEmpty() || name.isEmpty() || !Trees.string(bound.get(), "apiVersion").equals("v1")
                || !Trees.string(bound.get(), "kind").equals("Pod")) {
            throw Requests.forbidden(request, "node requested token not bound to a pod");
        }
        String uid = Trees.string(bound.get(), "uid");
        if (uid.isEmpty()) {
            throw Requests.forbidden(request, "node requested token with a pod binding without a uid");
        }
        ObjectNode pod = objects.get(PODS, request.namespace(), name)
                .orElseThrow(() -> StatusException.notFound(PODS, name));
        if (!Meta.uid(pod).equals(uid)) {
            throw Requests.forbidden(request, "the UID in the bound object reference (" + uid
                    + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        if (!Trees.string(pod, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "node requested token bound to a pod scheduled on a different node");
        }
        checkAudience(request, pod);
    }

    private void checkAudience(AdmissionRequest request, ObjectNode pod) {
        List<String> audiences = Trees.strings(request.object(), "spec", "audiences");
        if (audiences.size() > 1) {
            throw Requests.forbidden(request, "node may only request 0 or 1 audiences");
        }
        String audience = audiences.isEmpty() ? "" : audiences.getFirst();
        if (Trees.objects(pod, "spec", "volumes").stream().anyMatch(volume -> asks(volume, pod, audience))) {
            return;
        }
        // Who may ask for other audiences: the audience stands in the place of the resource, the account in that of the name.
        RequestInfo special = new RequestInfo(true, "request-serviceaccounts-token-audience", "", "", "v1",
                request.namespace(), audience, "", request.name(), "");
        if (!authorization.allows(request.context().user(), special)) {
            throw Requests.forbidden(request, "audience \"" + audience + "\" not found in pod spec volume, "
                    + request.context().user().name() + " is not authorized to request tokens for this audience");
        }
    }

    private boolean asks(ObjectNode volume, ObjectNode pod, String audience) {
        return Trees.objects(volume, "projected", "sources").stream()
                .flatMap(source -> Trees.object(source, "serviceAccountToken").stream())
                .anyMatch(token -> Trees.string(token, "audience").equals(audience))
                || driver(volume, pod).filter(name -> driverAsks(name, audience)).isPresent();
    }

    private Optional<String> driver(ObjectNode volume, ObjectNode pod) {
        if (Trees.object(volume, "ephemeral").isPresent()) {
            return driverOfClaim(Meta.namespace(pod), Meta.name(pod) + "-" + Trees.string(volume, "name"));
        }
        String claim = Trees.string(volume, "persistentVolumeClaim", "claimName");
        return claim.isEmpty() ? named(volume, "csi", "driver") : driverOfClaim(Meta.namespace(pod), claim);
    }

    private Optional<String> driverOfClaim(String namespace, String claim) {
        return objects.get(CLAIMS, namespace, claim)
                .flatMap(c -> objects.get(VOLUMES, "", Trees.string(c, "spec", "volumeName")))
                .flatMap(v -> named(v, "spec", "csi", "driver"));
    }

    private static Optional<String> named(ObjectNode object, String... path) {
        return Optional.of(Trees.string(object, path)).filter(name -> !name.isEmpty());
    }

    private boolean driverAsks(String driver, String audience) {
        return objects.get(DRIVERS, "", driver)
                .filter(d -> Trees.objects(d, "spec", "tokenRequests").stream()
                        .anyMatch(t -> Trees.string(t, "audience").equals(audience)))
                .isPresent();
    }
}
