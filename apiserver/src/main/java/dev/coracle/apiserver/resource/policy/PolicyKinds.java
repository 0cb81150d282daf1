package dev.coracle.apiserver.resource.policy;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of policy. */
public final class PolicyKinds {

    private PolicyKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(PodDisruptionBudgets.rules(ages));
    }
}
