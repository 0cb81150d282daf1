package dev.coracle.apiserver.authorization.node;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The names of the objects in its own namespace that a pod makes its kubelet read. Source: core/v1 PodSpec. */
final class PodReferences {

    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");
    /** Volumes whose secret is called {@code secretRef.name}. */
    private static final List<String> WITH_SECRET_REF = List.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO",
            "iscsi", "storageos");

    private PodReferences() {}

    /** A static pod's mirror gives no rights: its kubelet has made it up. */
    static boolean isMirror(ObjectNode pod) {
        return Meta.annotations(pod).containsKey("kubernetes.io/config.mirror");
    }

    static Set<String> secrets(ObjectNode pod) {
        Set<String> names = fromContainers(pod, "secretRef", "secretKeyRef");
        Trees.objects(pod, "spec", "imagePullSecrets").forEach(s -> names.add(Trees.string(s, "name")));
        for (ObjectNode volume : Trees.objects(pod, "spec", "volumes")) {
            names.add(Trees.string(volume, "secret", "secretName"));
            names.add(Trees.string(volume, "azureFile", "secretName"));
            names.add(Trees.string(volume, "csi", "nodePublishSecretRef", "name"));
            WITH_SECRET_REF.forEach(kind -> names.add(Trees.string(volume, kind, "secretRef", "name")));
            Trees.objects(volume, "projected", "sources").forEach(s -> names.add(Trees.string(s, "secret", "name")));
        }
        return named(names);
    }

    static Set<String> configMaps(ObjectNode pod) {
        Set<String> names = fromContainers(pod, "configMapRef", "configMapKeyRef");
        for (ObjectNode volume : Trees.objects(pod, "spec", "volumes")) {
            names.add(Trees.string(volume, "configMap", "name"));
            Trees.objects(volume, "projected", "sources")
                    .forEach(s -> names.add(Trees.string(s, "configMap", "name")));
        }
        return named(names);
    }

    static Set<String> claims(ObjectNode pod) {
        Set<String> names = new HashSet<>();
        for (ObjectNode volume : Trees.objects(pod, "spec", "volumes")) {
            names.add(Trees.string(volume, "persistentVolumeClaim", "claimName"));
            if (Trees.object(volume, "ephemeral").isPresent()) {
                names.add(Meta.name(pod) + "-" + Trees.string(volume, "name"));
            }
        }
        return named(names);
    }

    /** Claims of devices: named by the pod, or made for it from a template, which its status then says. */
    static Set<String> resourceClaims(ObjectNode pod) {
        Set<String> names = new HashSet<>();
        Trees.objects(pod, "spec", "resourceClaims").forEach(c -> names.add(Trees.string(c, "resourceClaimName")));
        Trees.objects(pod, "status", "resourceClaimStatuses")
                .forEach(c -> names.add(Trees.string(c, "resourceClaimName")));
        names.add(Trees.string(pod, "status", "extendedResourceClaimStatus", "resourceClaimName"));
        return named(names);
    }

    static Set<String> serviceAccounts(ObjectNode pod) {
        Set<String> names = new HashSet<>();
        names.add(Trees.string(pod, "spec", "serviceAccountName"));
        return named(names);
    }

    private static Set<String> fromContainers(ObjectNode pod, String envFrom, String valueFrom) {
        Set<String> names = new HashSet<>();
        List<ObjectNode> containers = new ArrayList<>();
        CONTAINERS.forEach(kind -> containers.addAll(Trees.objects(pod, "spec", kind)));
        for (ObjectNode container : containers) {
            Trees.objects(container, "envFrom").forEach(e -> names.add(Trees.string(e, envFrom, "name")));
            Trees.objects(container, "env").forEach(e -> names.add(Trees.string(e, "valueFrom", valueFrom, "name")));
        }
        return names;
    }

    private static Set<String> named(Set<String> names) {
        names.remove("");
        return names;
    }
}
