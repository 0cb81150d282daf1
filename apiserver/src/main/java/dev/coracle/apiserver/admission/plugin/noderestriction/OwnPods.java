package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A kubelet and the pods bound to its node: mirrors of its static pods come and go, statuses change, nothing else. */
record OwnPods(Objects objects) {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource NODES = new GroupResource("", "nodes");
    /** Volumes that need nothing of the API. */
    private static final Set<String> HARMLESS = Set.of("awsElasticBlockStore", "azureDisk", "cephfs", "cinder",
            "downwardAPI", "emptyDir", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "hostPath",
            "image", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos",
            "vsphereVolume", "name");

    void check(AdmissionRequest request, String node) {
        switch (request.subresource()) {
            case "" -> pod(request, node);
            case "status" -> status(request, node);
            case "eviction" -> bound(request, node, "node " + node
                    + " can only evict pods with spec.nodeName set to itself");
            default -> throw Requests.forbidden(request, "unexpected pod subresource \"" + request.subresource()
                    + "\", only 'status' and 'eviction' are allowed");
        }
    }

    private void pod(AdmissionRequest request, String node) {
        switch (request.operation()) {
            case CREATE -> create(request, node);
            case DELETE -> bound(request, node,
                    "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
            case UPDATE, CONNECT -> throw Requests.forbidden(request, "unexpected operation \"" + request.operation()
                    + "\", node \"" + node + "\" can only create and delete mirror pods");
        }
    }

    private void bound(AdmissionRequest request, String node, String otherwise) {
        String name = request.name().isEmpty() ? Meta.name(request.object()) : request.name();
        ObjectNode pod = objects.get(PODS, request.namespace(), name)
                .orElseThrow(() -> StatusException.notFound(PODS, name));
        if (!Trees.string(pod, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, otherwise);
        }
    }

    private void create(AdmissionRequest request, String node) {
        ObjectNode pod = request.object();
        if (!Meta.annotations(pod).containsKey("kubernetes.io/config.mirror")) {
            throw Requests.forbidden(request, "pod does not have \"kubernetes.io/config.mirror\" annotation, node \""
                    + node + "\" can only create mirror pods");
        }
        if (!Trees.string(pod, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request,
                    "node \"" + node + "\" can only create pods with spec.nodeName set to itself");
        }
        checkOwner(request, node);
        reference(pod).ifPresent(what -> {
            throw Requests.forbidden(request, "node \"" + node + "\" can not create pods that reference " + what);
        });
    }

    private void checkOwner(AdmissionRequest request, String node) {
        List<ObjectNode> owners = Trees.objects(request.object(), "metadata", "ownerReferences");
        String can = "node \"" + node + "\" can only create pods with ";
        if (owners.size() > 1) {
            throw Requests.forbidden(request, can + "a single owner reference set to itself");
        }
        if (owners.isEmpty() || !Trees.string(owners.getFirst(), "apiVersion").equals("v1")
                || !Trees.string(owners.getFirst(), "kind").equals("Node")
                || !Trees.string(owners.getFirst(), "name").equals(node)) {
            throw Requests.forbidden(request, can + "an owner reference set to itself");
        }
        ObjectNode owner = owners.getFirst();
        if (!Trees.bool(owner, "controller")) {
            throw Requests.forbidden(request, can + "a controller owner reference set to itself");
        }
        if (Trees.bool(owner, "blockOwnerDeletion")) {
            throw Requests.forbidden(request,
                    "node \"" + node + "\" must not set blockOwnerDeletion on an owner reference");
        }
        String uid = Meta.uid(objects.get(NODES, "", node).orElseThrow(() -> StatusException.notFound(NODES, node)));
        if (!Trees.string(owner, "uid").equals(uid)) {
            throw Requests.forbidden(request, "node " + node + " UID mismatch: expected " + Trees.string(owner, "uid")
                    + " got " + uid);
        }
    }

    /** What of the API a pod refers to: a pod that a kubelet has made up must not open doors for it. */
    static Optional<String> reference(ObjectNode pod) {
        ObjectNode spec = Trees.ensureObject(pod.deepCopy(), "spec");
        if (!Trees.string(spec, "serviceAccountName").isEmpty()) {
            return Optional.of("serviceaccounts");
        }
        if (!Trees.objects(spec, "imagePullSecrets").isEmpty() || mentions(spec, "secretRef", "secretKeyRef")) {
            return Optional.of("secrets");
        }
        if (mentions(spec, "configMapRef", "configMapKeyRef")) {
            return Optional.of("configmaps");
        }
        if (!Trees.objects(spec, "resourceClaims").isEmpty()) {
            return Optional.of("resourceclaims");
        }
        return Trees.objects(spec, "volumes").stream().flatMap(volume -> ofVolume(volume).stream()).findFirst();
    }

    private static boolean mentions(ObjectNode spec, String... fields) {
        for (String field : fields) {
            if (spec.findValue(field) != null) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> ofVolume(ObjectNode volume) {
        for (String kind : volume.propertyNames()) {
            Optional<String> found = switch (kind) {
                case "configMap" -> Optional.of("configmaps (via configmap volumes)");
                case "secret" -> Optional.of("secrets (via secret volumes)");
                case "csi" -> Optional.of("csidrivers (via CSI volumes)");
                case "glusterfs" -> Optional.of("endpoints (via glusterFS volumes)");
                case "persistentVolumeClaim" -> Optional.of("persistentvolumeclaims");
                case "ephemeral" -> Optional.of("persistentvolumeclaims (via ephemeral volumes)");
                case "azureFile" -> Optional.of("secrets (via azureFile volumes)");
                case "projected" -> Trees.objects(volume, "projected", "sources").stream()
                        .flatMap(source -> source.propertyNames().stream()).filter(name -> !name.equals("downwardAPI"))
                        .map(name -> name + " (via projected volumes)").findFirst();
                default -> HARMLESS.contains(kind) ? Optional.empty() : Optional.of(kind + " volumes");
            };
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static void status(AdmissionRequest request, String node) {
        if (request.operation() != Operation.UPDATE || request.old().isEmpty()) {
            throw Requests.forbidden(request, "unexpected operation \"" + request.operation() + "\"");
        }
        ObjectNode old = request.old().get();
        ObjectNode now = request.object();
        if (!Trees.string(old, "spec", "nodeName").equals(node)) {
            throw Requests.forbidden(request, "node \"" + node
                    + "\" can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!Meta.labels(old).equals(Meta.labels(now))) {
            throw Requests.forbidden(request, "node \"" + node + "\" cannot update labels through pod status");
        }
        if (!Trees.objects(old, "status", "resourceClaimStatuses")
                .equals(Trees.objects(now, "status", "resourceClaimStatuses"))) {
            throw Requests.forbidden(request, "node \"" + node + "\" cannot update resource claim statues");
        }
        if (!Trees.object(old, "status", "extendedResourceClaimStatus")
                .equals(Trees.object(now, "status", "extendedResourceClaimStatus"))) {
            throw Requests.forbidden(request, "node \"" + node + "\" cannot update extended resource claim status");
        }
    }
}
