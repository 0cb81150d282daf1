package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints, the older form of EndpointSlices. */
public final class Endpoints {

    private static final int SHOWN = 3;

    private Endpoints() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "Endpoints").metadataChecks(2, 2)
                .deprecated("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
                .defaults(Endpoints::fill).validateBeside(Endpoints::check).warn(Endpoints::warn).createOnUpdate()
                .column(Columns.NAME)
                .column(Columns.text("Endpoints", FieldDocs.of("core.v1.Endpoints", "subsets"), Endpoints::shown))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        for (ObjectNode subset : Trees.objects(object, "subsets")) {
            Trees.objects(subset, "ports").forEach(port -> Trees.setDefault(port, "protocol", "TCP"));
        }
    }

    /** What the controller of endpoints writes has been looked at where it comes from. */
    private static void warn(ObjectNode object, Consumer<String> out) {
        if ("endpoint-controller".equals(Meta.labels(object).get("endpoints.kubernetes.io/managed-by"))) {
            return;
        }
        for (Place subset : Place.root(object, new FieldErrors()).at("subsets").items()) {
            for (String kind : List.of("addresses", "notReadyAddresses")) {
                subset.at(kind).items().forEach(address -> AddressWarnings.ip(address.at("ip"), out));
            }
        }
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors) {
        if (old.filter(before -> Place.same(before.path("subsets"), object.path("subsets"))).isPresent()) {
            return; // what was let in may stay
        }
        for (Place subset : Place.root(object, errors).at("subsets").items()) {
            if (subset.at("addresses").empty() && subset.at("notReadyAddresses").empty()) {
                errors.required(subset.path(), "must specify `addresses` or `notReadyAddresses`");
            }
            subset.at("addresses").items().forEach(Endpoints::address);
            subset.at("notReadyAddresses").items().forEach(Endpoints::address);
            Place ports = subset.at("ports");
            for (Place port : ports.items()) {
                if (ports.node().size() > 1) {
                    port.at("name").requiredNamed(Names::dnsLabel);
                } else {
                    port.at("name").named(Names::dnsLabel);
                }
                if (port.at("port").present()) {
                    port.at("port").port();
                } else {
                    errors.invalid(port.at("port").path(), 0, "must be between 1 and 65535, inclusive");
                }
                port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
                port.at("appProtocol").givenNamed(Names::qualifiedName);
            }
        }
    }

    private static void address(Place address) {
        Addresses.address(address.at("ip"));
        address.at("hostname").named(Names::dnsLabel);
        address.at("nodeName").givenNamed(Names::dnsSubdomain);
        EndpointIps.check(address.at("ip"));
    }

    /** The first few, and how many more there are. */
    private static Object shown(ObjectNode object) {
        List<String> all = new ArrayList<>();
        List<ObjectNode> subsets = Trees.objects(object, "subsets");
        for (ObjectNode subset : subsets) {
            List<ObjectNode> ports = Trees.objects(subset, "ports");
            for (ObjectNode address : Trees.objects(subset, "addresses")) {
                String ip = Trees.string(address, "ip");
                if (ports.isEmpty()) {
                    all.add(ip);
                }
            }
            for (ObjectNode port : ports) {
                for (ObjectNode address : Trees.objects(subset, "addresses")) {
                    String ip = Trees.string(address, "ip");
                    all.add((ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + port.path("port").asLong(0));
                }
            }
        }
        if (subsets.isEmpty() || all.isEmpty()) {
            return subsets.isEmpty() ? Columns.NONE : "";
        }
        String first = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? first + " + " + (all.size() - SHOWN) + " more..." : first;
    }
}
