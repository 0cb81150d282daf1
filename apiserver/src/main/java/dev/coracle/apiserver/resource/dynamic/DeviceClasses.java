package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.quantity.ResourceNames;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.dynamic.device.Bounded;
import dev.coracle.apiserver.resource.dynamic.device.OpaqueConfigs;
import dev.coracle.apiserver.resource.dynamic.device.Selectors;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** DeviceClasses. */
final class DeviceClasses {

    private static final int MAX_CONFIGS = 32;

    private DeviceClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "DeviceClass").metadataChecks(2, 2).named(Names::dnsSubdomainInBytes)
                .validate(DeviceClasses::check).generation(Generation.SPEC).column(Columns.NAME).column(ages.column())
                .build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Selectors.check(spec.at("selectors"));
        Bounded.list(spec.at("config"), MAX_CONFIGS, OpaqueConfigs::check);
        Place extended = spec.at("extendedResourceName");
        if (extended.present() && !ResourceNames.isExtended(extended.text())) {
            extended.invalidText("must be a valid extended resource name");
        }
    }
}
