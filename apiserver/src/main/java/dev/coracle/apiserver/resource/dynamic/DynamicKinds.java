package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;

/** All kinds of resource.k8s.io; the two smallest stand here. */
public final class DynamicKinds {

    private DynamicKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(classes(ages), ResourceClaims.rules(ages), templates(ages), ResourceSlices.rules(ages));
    }

    private static KindRules classes(Ages ages) {
        return KindRules.of("resource.k8s.io", "DeviceClass").metadataChecks(2, 2)
                .validate((object, errors) -> Devices.selectors(Place.root(object, errors).at("spec", "selectors")))
                .generation(Generation.SPEC).column(Columns.NAME).column(ages.column()).build();
    }

    private static KindRules templates(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceClaimTemplate").metadataChecks(2, 2)
                .defaults(object -> Devices.fill(Trees.ensureObject(object, "spec", "spec")))
                .validate((object, errors) -> Devices.check(Place.root(object, errors).at("spec", "spec")))
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec")
                        .immutable(old.path("spec")))
                .column(Columns.NAME).column(ages.column()).build();
    }
}
