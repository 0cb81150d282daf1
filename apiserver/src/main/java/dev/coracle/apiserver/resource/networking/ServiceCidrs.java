package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** ServiceCIDRs. */
final class ServiceCidrs {

    private ServiceCidrs() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "ServiceCIDR").validateChange(ServiceCidrs::check)
                .validateUpdate(ServiceCidrs::checkUpdate)
                .status().column(Columns.NAME)
                .column(Columns.text("CIDRs", FieldDocs.of("networking.v1.ServiceCIDRSpec", "cidrs"),
                        object -> String.join(",", Trees.strings(object, "spec", "cidrs"))))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        if (old.isEmpty()) {
            blocks(Place.root(object, errors).at("spec", "cidrs"));
        }
    }

    /** A block of the other family may join the one that is there; nothing else changes. */
    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place cidrs = Place.root(object, errors).at("spec", "cidrs");
        List<Place> now = cidrs.items();
        List<String> before = Trees.strings(old, "spec", "cidrs");
        boolean joined = before.size() == 1 && now.size() == 2;
        if (now.size() != before.size() && !joined) {
            cidrs.invalid("field is immutable");
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!now.get(i).is(before.get(i))) {
                now.get(i).invalid("field is immutable");
            }
        }
        if (joined) {
            blocks(cidrs);
        }
    }

    private static void blocks(Place cidrs) {
        cidrs.required("at least one CIDR required");
        if (cidrs.node().size() > 2) {
            cidrs.invalid("may only hold up to 2 values");
        }
        cidrs.items().forEach(Addresses::cidr);
        List<String> families = cidrs.items().stream().map(Place::text).filter(Addresses::isCidr)
                .map(cidr -> Addresses.family(cidr.substring(0, cidr.indexOf('/')))).toList();
        if (families.size() == 2 && families.getFirst().equals(families.getLast())) {
            cidrs.invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }
}
