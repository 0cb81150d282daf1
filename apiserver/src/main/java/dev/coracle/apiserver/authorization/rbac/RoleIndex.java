package dev.coracle.apiserver.authorization.rbac;

import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * All bindings by whom they bind and where, with the rules of their roles. Immutable: made anew when a role or binding changes.
 * Keys are {@code U:} and a user's name or {@code G:} and a group's, after the namespace and a slash (nothing before the slash for
 * cluster bindings).
 */
final class RoleIndex {

    static final String GROUP = "rbac.authorization.k8s.io";
    static final GroupResource ROLES = new GroupResource(GROUP, "roles");
    static final GroupResource CLUSTER_ROLES = new GroupResource(GROUP, "clusterroles");
    static final GroupResource BINDINGS = new GroupResource(GROUP, "rolebindings");
    static final GroupResource CLUSTER_BINDINGS = new GroupResource(GROUP, "clusterrolebindings");

    /** What one subject gets by one binding. @param missing says which role isn't there, or is empty */
    record Grant(String description, List<PolicyRule> rules, String missing) {}

    private final Map<String, List<PolicyRule>> roles = new HashMap<>();
    private final Map<String, List<Grant>> grants = new HashMap<>();

    RoleIndex(Objects objects) {
        List<ObjectNode> clusterRoles = objects.list(CLUSTER_ROLES, "");
        clusterRoles.forEach(role -> roles.put("/" + Meta.name(role), PolicyRule.rulesOf(role)));
        clusterRoles.forEach(role -> aggregate(role, clusterRoles));
        objects.list(ROLES, "").forEach(
                role -> roles.put(Meta.namespace(role) + "/" + Meta.name(role), PolicyRule.rulesOf(role)));
        objects.list(CLUSTER_BINDINGS, "").forEach(binding -> add(binding, ""));
        objects.list(BINDINGS, "").forEach(binding -> add(binding, Meta.namespace(binding)));
    }

    /** A role that is the sum of others counts as such at once, whether or not a controller has written the sum into it yet. */
    private void aggregate(ObjectNode role, List<ObjectNode> all) {
        for (ObjectNode selector : Trees.objects(role, "aggregationRule", "clusterRoleSelectors")) {
            Map<String, String> wanted = new HashMap<>();
            Trees.object(selector, "matchLabels")
                    .ifPresent(l -> l.properties().forEach(e -> wanted.put(e.getKey(), e.getValue().asString(""))));
            if (wanted.isEmpty() || Trees.array(selector, "matchExpressions").isPresent()) {
                continue;
            }
            List<PolicyRule> sum = new ArrayList<>(roles.getOrDefault("/" + Meta.name(role), List.of()));
            all.stream().filter(r -> Meta.labels(r).entrySet().containsAll(wanted.entrySet()))
                    .flatMap(r -> PolicyRule.rulesOf(r).stream()).filter(rule -> !sum.contains(rule))
                    .forEach(sum::add);
            roles.put("/" + Meta.name(role), sum);
        }
    }

    /** The rules of a role that a binding in this namespace (empty for a cluster binding) refers to. */
    Optional<List<PolicyRule>> rules(String namespace, String kind, String name) {
        return Optional.ofNullable(roles.get((kind.equals("ClusterRole") ? "" : namespace) + "/" + name));
    }

    /** Calls for each grant that a user has in the namespace, cluster-wide ones first. */
    void forEach(UserInfo user, String namespace, Consumer<Grant> visitor) {
        visit("/", user, visitor);
        if (!namespace.isEmpty()) {
            visit(namespace + "/", user, visitor);
        }
    }

    private void visit(String prefix, UserInfo user, Consumer<Grant> visitor) {
        grants.getOrDefault(prefix + "U:" + user.name(), List.of()).forEach(visitor);
        for (String group : user.groups()) {
            grants.getOrDefault(prefix + "G:" + group, List.of()).forEach(visitor);
        }
    }

    private void add(ObjectNode binding, String namespace) {
        String kind = Trees.string(binding, "roleRef", "kind");
        String name = Trees.string(binding, "roleRef", "name");
        Optional<List<PolicyRule>> rules = rules(namespace, kind, name);
        String missing = rules.isPresent() ? "" : notFound(kind, name);
        String what = namespace.isEmpty()
                ? "ClusterRoleBinding " + FieldErrors.quoted(Meta.name(binding))
                : "RoleBinding " + FieldErrors.quoted(Meta.name(binding) + "/" + namespace);
        String description = what + " of " + kind + " " + FieldErrors.quoted(name) + " to ";
        for (ObjectNode subject : Trees.objects(binding, "subjects")) {
            String key = key(subject, namespace);
            if (!key.isEmpty()) {
                grants.computeIfAbsent(namespace + "/" + key, k -> new ArrayList<>())
                        .add(new Grant(description + shown(subject, namespace), rules.orElse(List.of()), missing));
            }
        }
    }

    static String notFound(String kind, String name) {
        return (kind.equals("ClusterRole") ? CLUSTER_ROLES : ROLES).toString().replaceFirst("s\\.", ".") + " "
                + FieldErrors.quoted(name) + " not found";
    }

    private static String key(ObjectNode subject, String namespace) {
        String name = Trees.string(subject, "name");
        return switch (Trees.string(subject, "kind")) {
            case "User" -> "U:" + name;
            case "Group" -> "G:" + name;
            case "ServiceAccount" -> accountNamespace(subject, namespace).isEmpty()
                    ? ""
                    : "U:system:serviceaccount:" + accountNamespace(subject, namespace) + ":" + name;
            default -> "";
        };
    }

    private static String accountNamespace(ObjectNode subject, String namespace) {
        String own = Trees.string(subject, "namespace");
        return own.isEmpty() ? namespace : own;
    }

    private static String shown(ObjectNode subject, String namespace) {
        String kind = Trees.string(subject, "kind");
        String name = Trees.string(subject, "name");
        return kind + " " + FieldErrors
                .quoted(kind.equals("ServiceAccount") ? name + "/" + accountNamespace(subject, namespace) : name);
    }
}
