package dev.coracle.apiserver.admission.plugin.noderestriction;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** A kubelet and its Node object. */
final class OwnNode {

    private static final String RESTRICTED = "node-restriction.kubernetes.io";

    /** Those that kubelets have always set. */
    private static final Set<String> KUBELETS = Set.of("kubernetes.io/hostname", "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type", "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch");
    /** And those below which they may set what they like. */
    private static final Set<String> KUBELETS_DOMAINS = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private OwnNode() {}

    static void check(AdmissionRequest request, String node) {
        String name = request.name().isEmpty() ? Meta.name(request.object()) : request.name();
        if (!name.equals(node)) {
            throw Requests.forbidden(request,
                    "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        }
        if (request.operation() == Operation.CREATE) {
            Set<String> labels = forbidden(Meta.labels(request.object()), Map.of());
            if (!labels.isEmpty()) {
                throw Requests.forbidden(request, "node \"" + node + "\" is not allowed to set the following labels: "
                        + String.join(", ", labels));
            }
        } else if (request.operation() == Operation.UPDATE && request.old().isPresent()) {
            update(request, request.old().get(), node);
        }
    }

    private static void update(AdmissionRequest request, ObjectNode old, String node) {
        ObjectNode now = request.object();
        if (!Trees.objects(old, "spec", "taints").equals(Trees.objects(now, "spec", "taints"))) {
            throw Requests.forbidden(request, "node \"" + node + "\" is not allowed to modify taints");
        }
        if (!Trees.objects(old, "metadata", "ownerReferences")
                .equals(Trees.objects(now, "metadata", "ownerReferences"))) {
            throw Requests.forbidden(request, "node \"" + node + "\" is not allowed to modify ownerReferences");
        }
        if (Trees.object(now, "spec", "configSource").isPresent()
                && !Trees.object(now, "spec", "configSource").equals(Trees.object(old, "spec", "configSource"))) {
            throw Requests.forbidden(request, "node \"" + node
                    + "\" is not allowed to update configSource to a new non-nil configSource");
        }
        Set<String> labels = forbidden(Meta.labels(now), Meta.labels(old));
        if (!labels.isEmpty()) {
            throw Requests.forbidden(request,
                    "is not allowed to modify labels: " + String.join(", ", labels));
        }
    }

    /** The labels that differ and that a kubelet may not change, sorted. */
    static Set<String> forbidden(Map<String, String> now, Map<String, String> old) {
        Set<String> changed = new TreeSet<>();
        now.forEach((key, value) -> {
            if (!value.equals(old.get(key))) {
                changed.add(key);
            }
        });
        old.keySet().stream().filter(key -> !now.containsKey(key)).forEach(changed::add);
        changed.removeIf(key -> !isForbidden(key));
        return changed;
    }

    private static boolean isForbidden(String key) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        if (isIn(domain, RESTRICTED)) {
            return true;
        }
        boolean kubernetes = isIn(domain, "kubernetes.io") || isIn(domain, "k8s.io");
        return kubernetes && !KUBELETS.contains(key) && KUBELETS_DOMAINS.stream().noneMatch(d -> isIn(domain, d));
    }

    private static boolean isIn(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }
}
