package dev.coracle.apiserver.authorization.rbac;

import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nobody gives away what they don't have: who writes a role must have all that it allows, or the verb {@code escalate} on it; who
 * writes a binding must have all that its role allows, or the verb {@code bind} on the role. Source: the API reference's "privilege escalation
 * prevention". Safe for use by any number of threads.
 */
public final class EscalationCheck {

    private final Rbac rbac;
    private final Authorization authorization;

    public EscalationCheck(Rbac rbac, Authorization authorization) {
        this.rbac = rbac;
        this.authorization = authorization;
    }

    /** Whether objects of the resource are looked at. */
    public static boolean concerns(GroupResource resource) {
        return resource.group().equals(RoleIndex.GROUP);
    }

    /**
     * @param resource one of the four of rbac.authorization.k8s.io
     * @throws StatusException (403) saying what is missing
     */
    public void check(UserInfo user, GroupResource resource, String namespace, ObjectNode object,
            Optional<ObjectNode> old) {
        if (user.groups().contains("system:masters")) {
            return;
        }
        switch (resource.resource()) {
            case "roles", "clusterroles" -> checkRole(user, resource, namespace, object, old);
            case "rolebindings", "clusterrolebindings" -> checkBinding(user, resource, namespace, object, old);
            default -> {
            }
        }
    }

    private void checkRole(UserInfo user, GroupResource resource, String namespace, ObjectNode role,
            Optional<ObjectNode> old) {
        String name = Meta.name(role);
        if (old.isPresent() && same(old.get(), role, "rules") && same(old.get(), role, "aggregationRule")) {
            return;
        }
        if (authorization.allows(user, info("escalate", resource.resource(), namespace, name))) {
            return;
        }
        if (Trees.at(role, "aggregationRule").isPresent() && !canDoAnything(user)) {
            throw StatusException.forbidden(resource, name,
                    "must have cluster-admin privileges to use the aggregationRule");
        }
        refuseMissing(user, resource, namespace, name, PolicyRule.rulesOf(role));
    }

    private void checkBinding(UserInfo user, GroupResource resource, String namespace, ObjectNode binding,
            Optional<ObjectNode> old) {
        if (old.isPresent() && same(old.get(), binding, "roleRef") && same(old.get(), binding, "subjects")) {
            return;
        }
        String kind = Trees.string(binding, "roleRef", "kind");
        String role = Trees.string(binding, "roleRef", "name");
        String roleResource = kind.equals("ClusterRole") ? "clusterroles" : "roles";
        if (authorization.allows(user, info("bind", roleResource, namespace, role))) {
            return;
        }
        Optional<List<PolicyRule>> rules = rbac.roleRules(namespace, kind, role);
        if (rules.isEmpty()) {
            throw StatusException.notFound(new GroupResource(RoleIndex.GROUP, roleResource), role);
        }
        refuseMissing(user, resource, namespace, Meta.name(binding), rules.get());
    }

    private void refuseMissing(UserInfo user, GroupResource resource, String namespace, String name,
            List<PolicyRule> wanted) {
        Authorizer.Rules held = rbac.rules(user, namespace);
        List<PolicyRule> missing = wanted.stream().filter(rule -> !PolicyRule.covers(held.rules(), rule)).toList();
        if (!missing.isEmpty()) {
            String errors = held.errors().isEmpty() ? "" : "; resolution errors: " + held.errors();
            throw StatusException.forbidden(resource, name, "user " + FieldErrors.quoted(user.name()) + " (groups="
                    + user.groups().stream().map(FieldErrors::quoted).collect(Collectors.joining(" ", "[", "]"))
                    + ") is attempting to grant RBAC permissions not currently held:\n"
                    + missing.stream().map(PolicyRule::shown).collect(Collectors.joining("\n")) + errors);
        }
    }

    private boolean canDoAnything(UserInfo user) {
        PolicyRule resources = new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());
        PolicyRule urls = new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*"));
        List<PolicyRule> held = rbac.rules(user, "").rules();
        return held.stream().anyMatch(h -> h.coversAtom(resources)) && held.stream().anyMatch(h -> h.coversAtom(urls));
    }

    private static RequestInfo info(String verb, String resource, String namespace, String name) {
        return new RequestInfo(true, verb, "", RoleIndex.GROUP, "v1", namespace, resource, "", name, "");
    }

    private static boolean same(ObjectNode old, ObjectNode now, String field) {
        return Trees.at(old, field).equals(Trees.at(now, field));
    }
}
