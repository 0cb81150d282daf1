package dev.coracle.apiserver.authorization.node;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a kubelet may: the rules of the role {@code system:node}, narrowed to what has to do with its node. What it may write about itself, the
 * admission plugin NodeRestriction narrows further. Users are nodes when they are named {@code system:node:NAME} and are in
 * {@code system:nodes}. Safe for use by any number of threads.
 */
public final class NodeAuthorizer implements Authorizer {

    private static final String PREFIX = "system:node:";
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");
    private static final Set<String> COLLECTIONS = Set.of("list", "watch", "deletecollection");
    private static final GroupResource ATTACHMENTS = new GroupResource("storage.k8s.io", "volumeattachments");
    private static final GroupResource SLICES = new GroupResource("resource.k8s.io", "resourceslices");
    private static final GroupResource POD_CERTIFICATES = new GroupResource("certificates.k8s.io",
            "podcertificaterequests");

    private final NodeRelations relations;
    private final List<PolicyRule> rules;

    /** @param rules of the role that all nodes have */
    public NodeAuthorizer(Objects objects, List<PolicyRule> rules) {
        this.relations = new NodeRelations(objects);
        this.rules = List.copyOf(rules);
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
        if (node.isEmpty()) {
            return Decision.NO_OPINION;
        }
        return request.resourceRequest() ? resource(node.get(), request) : byRules(request);
    }

    @Override
    public Rules rules(UserInfo user, String namespace) {
        return nodeName(user).isPresent()
                ? Rules.unknown("node authorizer does not support user rule resolution")
                : Rules.NONE;
    }

    private Decision resource(String node, RequestInfo r) {
        return switch (r.groupResource().toString()) {
            case "secrets" -> read(r, node, relations::secret);
            case "configmaps" -> read(r, node, relations::configMap);
            case "persistentvolumeclaims" -> r.subresource().equals("status")
                    ? claimStatus(node, r)
                    : get(r, node, relations::claim);
            case "persistentvolumes" -> get(r, node, (n, namespace, name) -> relations.volume(n, name));
            case "resourceclaims.resource.k8s.io" -> get(r, node, relations::resourceClaim);
            case "volumeattachments.storage.k8s.io" -> get(r, node,
                    (n, namespace, name) -> relations.isFor(n, ATTACHMENTS, "", name));
            case "serviceaccounts" -> serviceAccount(node, r);
            case "leases.coordination.k8s.io" -> lease(node, r);
            case "csinodes.storage.k8s.io" -> ownByName(node, r, "CSINode");
            case "resourceslices.resource.k8s.io" -> slice(node, r);
            case "podcertificaterequests.certificates.k8s.io" -> podCertificate(node, r);
            case "nodes" -> nodes(node, r);
            case "pods" -> pods(node, r);
            default -> byRules(r);
        };
    }

    private Decision byRules(RequestInfo r) {
        return rules.stream().anyMatch(rule -> rule.allows(r)) ? allow() : Decision.NO_OPINION;
    }

    private static Decision allow() {
        return new Decision(Verdict.ALLOW, "");
    }

    private static Decision no(String reason) {
        return new Decision(Verdict.NO_OPINION, reason);
    }

    private static Decision allowIf(boolean allowed, String otherwise) {
        return allowed ? allow() : no(otherwise);
    }

    /** Whether an object has to do with a node. */
    @FunctionalInterface
    private interface Relation {
        boolean holds(String node, String namespace, String name);
    }

    private static Decision related(RequestInfo r, String node, Relation relation) {
        if (r.name().isEmpty()) {
            return no("No Object name found");
        }
        return allowIf(relation.holds(node, r.namespace(), r.name()),
                "no relationship found between node '" + node + "' and this object");
    }

    private static Decision read(RequestInfo r, String node, Relation relation) {
        if (!READ.contains(r.verb())) {
            return no("can only read resources of this type");
        }
        if (!r.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        return r.namespace().isEmpty()
                ? no("can only read namespaced object of this type")
                : related(r, node, relation);
    }

    private static Decision get(RequestInfo r, String node, Relation relation) {
        if (!r.verb().equals("get")) {
            return no("can only get individual resources of this type");
        }
        return r.subresource().isEmpty() ? related(r, node, relation) : no("cannot get subresource");
    }

    private Decision claimStatus(String node, RequestInfo r) {
        return r.verb().equals("update") || r.verb().equals("patch")
                ? related(r, node, relations::claim)
                : no("can only get/update/patch this type");
    }

    private Decision serviceAccount(String node, RequestInfo r) {
        if (r.verb().equals("get") && r.subresource().isEmpty()) {
            return read(r, node, relations::serviceAccount);
        }
        if (!r.verb().equals("create") || r.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        return r.subresource().equals("token")
                ? related(r, node, relations::serviceAccount)
                : no("can only create token subresource of serviceaccount");
    }

    private static Decision lease(String node, RequestInfo r) {
        if (!OWN.contains(r.verb())) {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        if (!r.namespace().equals("kube-node-lease")) {
            return no("can only access leases in the \"kube-node-lease\" system namespace");
        }
        return allowIf(r.verb().equals("create") || r.name().equals(node),
                "can only access node lease with the same name as the requesting node");
    }

    private static Decision ownByName(String node, RequestInfo r, String kind) {
        if (!OWN.contains(r.verb())) {
            return no("can only get, create, update, patch, or delete a " + kind);
        }
        if (!r.subresource().isEmpty()) {
            return no("cannot authorize " + kind + " subresources");
        }
        return allowIf(r.verb().equals("create") || r.name().equals(node),
                "can only access " + kind + " with the same name as the requesting node");
    }

    private Decision slice(String node, RequestInfo r) {
        if (!r.subresource().isEmpty()) {
            return no("cannot authorize ResourceSlice subresources");
        }
        if (COLLECTIONS.contains(r.verb())) {
            return allowIf(r.selectors().select("spec.nodeName", node),
                    "can only list/watch/deletecollection resourceslices with nodeName field selector");
        }
        if (r.verb().equals("create")) {
            return allow();
        }
        return OWN.contains(r.verb())
                ? related(r, node, (n, namespace, name) -> relations.isFor(n, SLICES, "", name))
                : no("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, "
                        + "patch, delete, deletecollection");
    }

    private Decision podCertificate(String node, RequestInfo r) {
        if (!r.subresource().isEmpty()) {
            return no("nodes may not access the status subresource of PodCertificateRequests");
        }
        return switch (r.verb()) {
            case "create" -> allow();
            case "get" -> related(r, node,
                    (n, namespace, name) -> relations.isFor(n, POD_CERTIFICATES, namespace, name));
            case "list", "watch" -> allowIf(r.selectors().select("spec.nodeName", node),
                    "can only list/watch podcertificaterequests with nodeName field selector");
            default -> no("nodes may not " + r.verb() + " podcertificaterequests");
        };
    }

    /** That it writes its own only, NodeRestriction sees to: only there is a new node's name known. */
    private static Decision nodes(String node, RequestInfo r) {
        boolean write = r.verb().equals("update") || r.verb().equals("patch");
        if (r.subresource().equals("status")) {
            return allowIf(write, "");
        }
        if (!r.subresource().isEmpty()) {
            return Decision.NO_OPINION;
        }
        if (write || r.verb().equals("create")) {
            return allow();
        }
        if (!READ.contains(r.verb())) {
            return Decision.NO_OPINION;
        }
        return allowIf(r.name().equals(node), r.name().isEmpty()
                ? "node '" + node + "' cannot read all nodes, only its own Node object"
                : "node '" + node + "' cannot read '" + r.name() + "', only its own Node object");
    }

    private Decision pods(String node, RequestInfo r) {
        String verb = r.verb();
        return switch (r.subresource()) {
            case "" -> switch (verb) {
                case "get" -> get(r, node, relations::pod);
                case "list", "watch" -> podList(node, r);
                case "create", "delete" -> allow();
                default -> Decision.NO_OPINION;
            };
            case "status" -> allowIf(verb.equals("update") || verb.equals("patch"), "");
            case "eviction" -> allowIf(verb.equals("create"), "");
            default -> Decision.NO_OPINION;
        };
    }

    private Decision podList(String node, RequestInfo r) {
        if (r.selectors().select("spec.nodeName", node)) {
            return allow();
        }
        return r.name().isEmpty()
                ? no("can only list/watch pods with spec.nodeName field selector")
                : related(r, node, relations::pod);
    }
}
