package dev.coracle.apiserver.resource.coordination;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of coordination.k8s.io. */
public final class CoordinationKinds {

    private CoordinationKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(Leases.rules(ages));
    }
}
