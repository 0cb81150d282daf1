package dev.coracle.apiserver.resource.networking;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of networking.k8s.io. */
public final class NetworkingKinds {

    private NetworkingKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(IngressClasses.rules(ages), Ingresses.rules(ages), IpAddresses.rules(ages),
                NetworkPolicies.rules(ages), ServiceCidrs.rules(ages));
    }
}
