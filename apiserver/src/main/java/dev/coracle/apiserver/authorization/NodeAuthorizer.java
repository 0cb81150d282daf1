package dev.coracle.apiserver.authorization;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kubelet may: its own node and leases, pods, and those secrets, config maps, claims, volumes and service accounts that pods
 * bound to its node refer to. A first form: lists of pods and nodes are not narrowed to the node's own. Users are nodes when they are named
 * {@code system:node:NAME} and are in {@code system:nodes}. Safe for use by any number of threads.
 */
public final class NodeAuthorizer implements Authorizer {

    private static final String PREFIX = "system:node:";
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE_STATUS = Set.of("get", "update", "patch");
    private static final GroupResource PODS = new GroupResource("", "pods");

    private final Objects objects;

    public NodeAuthorizer(Objects objects) {
        this.objects = objects;
    }

    /** The node that a user is, if any. */
    public static Optional<String> nodeName(UserInfo user) {
        return user.groups().contains("system:nodes") && user.name().startsWith(PREFIX)
                && user.name().length() > PREFIX.length()
                        ? Optional.of(user.name().substring(PREFIX.length()))
                        : Optional.empty();
    }

    @Override
    public Decision authorize(UserInfo user, RequestInfo request) {
        Optional<String> node = nodeName(user);
        if (node.isEmpty() || !request.resourceRequest()) {
            return Decision.NO_OPINION;
        }
        return allows(node.get(), request)
                ? new Decision(Verdict.ALLOW, "")
                : new Decision(Verdict.NO_OPINION, reason(node.get(), request));
    }

    private static String reason(String node, RequestInfo request) {
        return switch (request.resource()) {
            case "secrets", "configmaps", "persistentvolumeclaims", "persistentvolumes", "volumeattachments" ->
                READ.contains(request.verb())
                        ? "no relationship found between node '" + node + "' and this object"
                        : "can only get, list and watch individual resources of this type";
            case "leases" -> "can only access leases in the \"kube-node-lease\" system namespace, with the node's name";
            default -> "";
        };
    }

    private boolean allows(String node, RequestInfo r) {
        String verb = r.verb();
        String what = r.subresource().isEmpty() ? r.resource() : r.resource() + "/" + r.subresource();
        return switch (r.group()) {
            case "" -> core(node, r, verb, what);
            case "coordination.k8s.io" -> what.equals("leases") && r.namespace().equals("kube-node-lease")
                    && (verb.equals("create") || r.name().equals(node)
                            && Set.of("get", "update", "patch", "delete").contains(verb));
            case "authentication.k8s.io" -> what.equals("tokenreviews") && verb.equals("create");
            case "authorization.k8s.io" -> verb.equals("create")
                    && (what.equals("subjectaccessreviews") || what.equals("localsubjectaccessreviews"));
            case "certificates.k8s.io" -> what.equals("certificatesigningrequests")
                    && (verb.equals("create") || READ.contains(verb))
                    || what.equals("clustertrustbundles") && READ.contains(verb);
            case "events.k8s.io" -> what.equals("events") && Set.of("create", "update", "patch").contains(verb);
            case "node.k8s.io" -> what.equals("runtimeclasses") && READ.contains(verb);
            case "storage.k8s.io" -> storage(node, r, verb, what);
            case "resource.k8s.io" -> what.equals("resourceclaims") && verb.equals("get")
                    || what.equals("resourceslices");
            default -> false;
        };
    }

    private boolean core(String node, RequestInfo r, String verb, String what) {
        return switch (what) {
            case "services", "pods", "namespaces" -> READ.contains(verb)
                    || what.equals("pods") && (verb.equals("create") || verb.equals("delete"));
            case "nodes" -> READ.contains(verb) || verb.equals("create")
                    || r.name().equals(node) && (verb.equals("update") || verb.equals("patch"));
            case "nodes/status" -> r.name().equals(node) && WRITE_STATUS.contains(verb);
            case "pods/status", "pods/resize" -> WRITE_STATUS.contains(verb);
            case "pods/eviction" -> verb.equals("create");
            case "events" -> Set.of("create", "update", "patch").contains(verb);
            case "endpoints" -> verb.equals("get");
            case "secrets", "configmaps", "persistentvolumeclaims" -> READ.contains(verb) && !r.name().isEmpty()
                    && refers(node, r);
            case "persistentvolumes" -> READ.contains(verb) && !r.name().isEmpty() && claimedVolume(node, r.name());
            case "persistentvolumeclaims/status" -> WRITE_STATUS.contains(verb);
            case "serviceaccounts" -> verb.equals("get") && !r.name().isEmpty() && refers(node, r);
            case "serviceaccounts/token" -> verb.equals("create") && refers(node, r);
            default -> false;
        };
    }

    private boolean storage(String node, RequestInfo r, String verb, String what) {
        return switch (what) {
            case "csidrivers" -> READ.contains(verb);
            case "csinodes" -> verb.equals("create") || r.name().equals(node) && !verb.equals("list")
                    && !verb.equals("watch");
            case "volumeattachments" -> verb.equals("get") && objects
                    .get(new GroupResource("storage.k8s.io", "volumeattachments"), "", r.name())
                    .filter(a -> Trees.string(a, "spec", "nodeName").equals(node)).isPresent();
            default -> false;
        };
    }

    private boolean refers(String node, RequestInfo r) {
        return objects.list(PODS, r.namespace()).stream()
                .filter(pod -> Trees.string(pod, "spec", "nodeName").equals(node))
                .anyMatch(pod -> refers(pod, r.resource(), r.name()));
    }

    private static boolean refers(ObjectNode pod, String resource, String name) {
        return switch (resource) {
            case "serviceaccounts" -> Trees.string(pod, "spec", "serviceAccountName").equals(name);
            case "persistentvolumeclaims" -> Trees.objects(pod, "spec", "volumes").stream()
                    .anyMatch(v -> Trees.string(v, "persistentVolumeClaim", "claimName").equals(name)
                            || v.has("ephemeral") && name.equals(Meta.name(pod) + "-" + Trees.string(v, "name")));
            case "secrets" -> Trees.objects(pod, "spec", "imagePullSecrets").stream()
                    .anyMatch(s -> Trees.string(s, "name").equals(name)) || mentions(pod, name, SECRET_FIELDS);
            default -> mentions(pod, name, CONFIG_MAP_FIELDS);
        };
    }

    private static final List<String> SECRET_FIELDS = List.of("secret", "secretRef", "secretKeyRef",
            "nodePublishSecretRef");
    private static final List<String> CONFIG_MAP_FIELDS = List.of("configMap", "configMapRef", "configMapKeyRef");

    /** Whether a reference of one of these field names, anywhere in the spec, has the name. */
    private static boolean mentions(ObjectNode pod, String name, List<String> fields) {
        for (String field : fields) {
            for (var reference : pod.path("spec").findValues(field)) {
                if (Trees.string(reference, "name").equals(name)
                        || Trees.string(reference, "secretName").equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean claimedVolume(String node, String volume) {
        return objects.get(new GroupResource("", "persistentvolumes"), "", volume).filter(v -> {
            String namespace = Trees.string(v, "spec", "claimRef", "namespace");
            String claim = Trees.string(v, "spec", "claimRef", "name");
            return objects.list(PODS, namespace).stream()
                    .filter(pod -> Trees.string(pod, "spec", "nodeName").equals(node))
                    .anyMatch(pod -> refers(pod, "persistentvolumeclaims", claim));
        }).isPresent();
    }
}
