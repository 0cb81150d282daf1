package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs. */
final class ServiceCidrs {

    private ServiceCidrs() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "ServiceCIDR").validate(ServiceCidrs::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec", "cidrs")
                        .immutable(old.path("spec").path("cidrs")))
                .status().column(Columns.NAME)
                .column(Columns.text("CIDRs", FieldDocs.of("networking.v1.ServiceCIDRSpec", "cidrs"),
                        object -> String.join(",", Trees.strings(object, "spec", "cidrs"))))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place cidrs = Place.root(object, errors).at("spec", "cidrs");
        cidrs.required("at least one CIDR required");
        if (cidrs.node().size() > 2) {
            cidrs.invalid("may only hold up to 2 values");
        }
        cidrs.items().forEach(Addresses::cidr);
    }
}
