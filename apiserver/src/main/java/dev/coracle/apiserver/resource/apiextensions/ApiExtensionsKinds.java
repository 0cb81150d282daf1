package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.apiserver.registry.KindRules;
import java.util.List;

/** All kinds of apiextensions.k8s.io. */
public final class ApiExtensionsKinds {

    private ApiExtensionsKinds() {}

    public static List<KindRules> all() {
        return List.of(CustomResourceDefinitions.rules());
    }
}
