package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of resource.k8s.io. */
public final class DynamicKinds {

    private DynamicKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(DeviceClasses.rules(ages), ResourceClaims.rules(ages), ResourceClaimTemplates.rules(ages),
                ResourceSlices.rules(ages));
    }
}
