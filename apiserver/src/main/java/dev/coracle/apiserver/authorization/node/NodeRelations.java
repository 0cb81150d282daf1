package dev.coracle.apiserver.authorization.node;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which objects have to do with a node: by the pods bound to it, the volumes that their claims are bound to, and the secrets of those volumes.
 * Asked of the caches as they are, so that a pod counts from the moment it is bound. Safe for use by any number of threads.
 */
record NodeRelations(Objects objects) {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");

    /** Volumes whose secret is called {@code secretRef}; those after the first two fall back to the claim's namespace. */
    private static final List<String> WITH_SECRET_REF = List.of("cinder", "storageos", "cephfs", "flexVolume", "rbd",
            "scaleIO", "iscsi");
    /** The driver's secrets that a kubelet is to read; others are for controllers. */
    private static final List<String> KUBELETS_SECRETS = List.of("nodePublishSecretRef", "nodeStageSecretRef",
            "nodeExpandSecretRef");

    boolean pod(String node, String namespace, String name) {
        return objects.get(PODS, namespace, name)
                .filter(pod -> Trees.string(pod, "spec", "nodeName").equals(node)).isPresent();
    }

    boolean secret(String node, String namespace, String name) {
        return refers(node, namespace, name, PodReferences::secrets) || ofVolume(node, namespace, name);
    }

    boolean configMap(String node, String namespace, String name) {
        return refers(node, namespace, name, PodReferences::configMaps);
    }

    boolean claim(String node, String namespace, String name) {
        return refers(node, namespace, name, PodReferences::claims);
    }

    boolean resourceClaim(String node, String namespace, String name) {
        return refers(node, namespace, name, PodReferences::resourceClaims);
    }

    boolean serviceAccount(String node, String namespace, String name) {
        return refers(node, namespace, name, PodReferences::serviceAccounts);
    }

    boolean volume(String node, String name) {
        Optional<ObjectNode> reference = objects.get(VOLUMES, "", name)
                .flatMap(volume -> Trees.object(volume, "spec", "claimRef"));
        return reference.isPresent()
                && claim(node, Trees.string(reference.get(), "namespace"), Trees.string(reference.get(), "name"));
    }

    /** Whether an object that says which node it is for, says this one. */
    boolean isFor(String node, GroupResource resource, String namespace, String name) {
        return objects.get(resource, namespace, name)
                .filter(object -> Trees.string(object, "spec", "nodeName").equals(node)).isPresent();
    }

    private boolean refers(String node, String namespace, String name, Function<ObjectNode, Set<String>> references) {
        return pods(node, namespace).stream().anyMatch(pod -> references.apply(pod).contains(name));
    }

    private List<ObjectNode> pods(String node, String namespace) {
        return objects.selected(PODS, namespace, "spec.nodeName", node).stream()
                .filter(pod -> !PodReferences.isMirror(pod)).toList();
    }

    private boolean ofVolume(String node, String namespace, String secret) {
        for (ObjectNode pod : pods(node, "")) {
            for (String claim : PodReferences.claims(pod)) {
                Optional<ObjectNode> volume = objects.get(CLAIMS, Meta.namespace(pod), claim)
                        .flatMap(c -> objects.get(VOLUMES, "", Trees.string(c, "spec", "volumeName")))
                        .filter(v -> Trees.string(v, "spec", "claimRef", "name").equals(claim)
                                && Trees.string(v, "spec", "claimRef", "namespace").equals(Meta.namespace(pod)));
                if (volume.isPresent() && hasSecret(volume.get(), namespace, secret)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasSecret(ObjectNode volume, String namespace, String name) {
        String claims = Trees.string(volume, "spec", "claimRef", "namespace");
        String azure = Trees.string(volume, "spec", "azureFile", "secretNamespace");
        if (Trees.string(volume, "spec", "azureFile", "secretName").equals(name)
                && (azure.isEmpty() ? claims : azure).equals(namespace)) {
            return true;
        }
        return WITH_SECRET_REF.stream()
                .anyMatch(kind -> isSecret(volume, namespace, name, claims, "spec", kind, "secretRef"))
                || KUBELETS_SECRETS.stream()
                        .anyMatch(field -> isSecret(volume, namespace, name, "", "spec", "csi", field));
    }

    private static boolean isSecret(ObjectNode volume, String namespace, String name, String byDefault,
            String... path) {
        Optional<ObjectNode> reference = Trees.object(volume, path);
        if (reference.isEmpty() || !Trees.string(reference.get(), "name").equals(name)) {
            return false;
        }
        String said = Trees.string(reference.get(), "namespace");
        return (said.isEmpty() ? byDefault : said).equals(namespace);
    }
}
