package dev.coracle.apiserver.authorization.rbac;

import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Allows what a role that is bound to the user, or to one of the user's groups, allows. A change to a role counts from the next
 * request on. Safe for use by any number of threads.
 */
public final class Rbac implements Authorizer {

    private final CachedView<RoleIndex> index;

    public Rbac(Objects objects) {
        this.index = new CachedView<>(objects, List.of(RoleIndex.CLUSTER_ROLES, RoleIndex.ROLES,
                RoleIndex.CLUSTER_BINDINGS, RoleIndex.BINDINGS), RoleIndex::new);
    }

    @Override
    public Decision authorize(UserInfo user, RequestInfo request) {
        List<String> allowedBy = new ArrayList<>(1);
        Set<String> missing = new LinkedHashSet<>();
        index.get().forEach(user, request.namespace(), grant -> {
            if (!grant.missing().isEmpty()) {
                missing.add(grant.missing());
            }
            if (allowedBy.isEmpty() && grant.rules().stream().anyMatch(rule -> rule.allows(request))) {
                allowedBy.add(grant.description());
            }
        });
        if (!allowedBy.isEmpty()) {
            return new Decision(Verdict.ALLOW, "RBAC: allowed by " + allowedBy.getFirst());
        }
        return missing.isEmpty()
                ? Decision.NO_OPINION
                : new Decision(Verdict.NO_OPINION,
                        "RBAC: " + (missing.size() == 1 ? missing.iterator().next() : missing.toString()));
    }

    /** All that the user has in the namespace (empty: cluster-wide only); incomplete where bindings name roles that aren't there. */
    @Override
    public Rules rules(UserInfo user, String namespace) {
        List<PolicyRule> rules = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        index.get().forEach(user, namespace, grant -> {
            rules.addAll(grant.rules());
            if (!grant.missing().isEmpty()) {
                missing.add(grant.missing());
            }
        });
        return new Rules(rules, !missing.isEmpty(), List.copyOf(missing));
    }

    /** The rules of a role that a binding in this namespace refers to. */
    Optional<List<PolicyRule>> roleRules(String namespace, String kind, String name) {
        return index.get().rules(namespace, kind, name);
    }
}
