package dev.coracle.apiserver.resource.discovery;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of discovery.k8s.io. */
public final class DiscoveryKinds {

    private DiscoveryKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(EndpointSlices.rules(ages));
    }
}
