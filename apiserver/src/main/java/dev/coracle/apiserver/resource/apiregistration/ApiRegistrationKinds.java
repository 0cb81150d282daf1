package dev.coracle.apiserver.resource.apiregistration;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of apiregistration.k8s.io. */
public final class ApiRegistrationKinds {

    private ApiRegistrationKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(ApiServices.rules(ages));
    }
}
