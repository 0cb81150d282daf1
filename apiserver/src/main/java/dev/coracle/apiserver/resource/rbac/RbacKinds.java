package dev.coracle.apiserver.resource.rbac;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of rbac.authorization.k8s.io. */
public final class RbacKinds {

    private RbacKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(RoleBindings.cluster(ages), Roles.cluster(), RoleBindings.namespaced(ages),
                Roles.namespaced());
    }
}
