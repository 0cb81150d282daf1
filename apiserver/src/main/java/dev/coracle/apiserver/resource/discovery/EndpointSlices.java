package dev.coracle.apiserver.resource.discovery;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices. */
final class EndpointSlices {

    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_PORTS = 20000;
    private static final int SHOWN = 3;

    private EndpointSlices() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("discovery.k8s.io", "EndpointSlice").defaults(EndpointSlices::fill)
                .prepareUpdate(EndpointSlices::countLabels).validate(EndpointSlices::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("addressType")
                        .immutable(old.path("addressType")))
                .generation(Generation.CONTENT).column(Columns.NAME)
                .column(Columns.text("AddressType", FieldDocs.of("discovery.v1.EndpointSlice", "addressType"),
                        Columns.at("addressType")))
                .column(Columns.text("Ports", FieldDocs.of("discovery.v1.EndpointSlice", "ports"),
                        EndpointSlices::ports))
                .column(Columns.text("Endpoints", FieldDocs.of("discovery.v1.EndpointSlice", "endpoints"),
                        EndpointSlices::endpoints))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        for (ObjectNode port : Trees.objects(object, "ports")) {
            Trees.setDefault(port, "name", "");
            Trees.setDefault(port, "protocol", "TCP");
        }
    }

    /** Labels tell whose slice it is, so they count as contents. */
    private static void countLabels(RequestContext context, ObjectNode object, ObjectNode old) {
        if (!Meta.labels(object).equals(Meta.labels(old))) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place slice = Place.root(object, errors);
        Place type = slice.at("addressType");
        type.requiredOneOf("FQDN", "IPv4", "IPv6");
        Place ports = slice.at("ports").atMost(MAX_PORTS);
        Set<String> names = new HashSet<>();
        for (Place port : ports.items()) {
            Place name = port.at("name");
            name.named(Names::dnsLabel);
            if (!names.add(name.text())) {
                errors.duplicate(name.path(), name.text());
            }
            port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
        }
        slice.at("endpoints").atMost(MAX_ENDPOINTS);
        for (Place endpoint : slice.at("endpoints").items()) {
            endpoint(endpoint, type.text());
        }
    }

    private static void endpoint(Place endpoint, String type) {
        Place addresses = endpoint.at("addresses");
        if (addresses.empty()) {
            endpoint.errors().required(addresses.path(), "must contain at least 1 address");
        }
        addresses.atMost(MAX_ADDRESSES);
        for (Place address : addresses.items()) {
            switch (type) {
                case "IPv4" -> {
                    if (Addresses.v4(address.text()).isEmpty()) {
                        address.invalid(Addresses.isV6(address.text()) ? "must be an IPv4 address" : Addresses.INVALID);
                    }
                }
                case "IPv6" -> {
                    if (!Addresses.isV6(address.text())) {
                        address.invalid(Addresses.v4(address.text()).isPresent()
                                ? "must be an IPv6 address"
                                : Addresses.INVALID);
                    }
                }
                case "FQDN" -> address.named(Names::dnsSubdomain);
                default -> {
                    // The type itself has been refused.
                }
            }
        }
        endpoint.at("nodeName").named(Names::dnsSubdomain);
        endpoint.at("hostname").named(Names::dnsLabel);
    }

    private static Object ports(ObjectNode object) {
        return some(Trees.objects(object, "ports").stream()
                .map(port -> Trees.integer(port, "port").map(n -> Long.toString(n)).orElse("*")).toList());
    }

    private static Object endpoints(ObjectNode object) {
        return some(Trees.objects(object, "endpoints").stream()
                .flatMap(endpoint -> Trees.strings(endpoint, "addresses").stream()).toList());
    }

    private static String some(List<String> all) {
        if (all.isEmpty()) {
            return Columns.UNSET;
        }
        String first = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? first + " + " + (all.size() - SHOWN) + " more..." : first;
    }
}
