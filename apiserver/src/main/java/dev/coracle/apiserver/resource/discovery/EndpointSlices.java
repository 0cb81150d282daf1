package dev.coracle.apiserver.resource.discovery;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices. */
final class EndpointSlices {

    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_PORTS = 20000;
    private static final int SHOWN = 3;

    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    /** Their addresses have been looked at where they come from. */
    private static final Set<String> MANAGERS = Set.of("endpointslice-controller.k8s.io",
            "endpointslicemirroring-controller.k8s.io");

    private EndpointSlices() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("discovery.k8s.io", "EndpointSlice").defaults(EndpointSlices::fill)
                .prepareCreate((context, object) -> dropTopology(object))
                .prepareUpdate(EndpointSlices::prepareUpdate).validateChange(EndpointSlices::check)
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
    private static void prepareUpdate(RequestContext context, ObjectNode object, ObjectNode old) {
        dropTopology(object);
        if (!Meta.labels(object).equals(Meta.labels(old))) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place slice = Place.root(object, errors);
        Place type = slice.at("addressType").requiredOneOf("FQDN", "IPv4", "IPv6");
        Place endpoints = slice.at("endpoints");
        boolean kept = old.filter(before -> endpoints.same(before.path("endpoints"))).isPresent();
        if (endpoints.node().size() > MAX_ENDPOINTS) {
            endpoints.atMost(MAX_ENDPOINTS);
        } else if (!kept) {
            endpoints.items().forEach(endpoint -> EndpointChecks.check(endpoint, type.text()));
        }
        Set<String> names = new HashSet<>();
        slice.at("ports").atMost(MAX_PORTS).items().forEach(port -> EndpointChecks.port(port, names));
        old.ifPresent(before -> type.immutable(before.path("addressType")));
        if (errors.isEmpty() && type.is("FQDN")) {
            warnings.accept("spec.addressType: FQDN endpoints are deprecated");
        } else if (errors.isEmpty() && !MANAGERS.contains(Meta.labels(object).getOrDefault(MANAGED_BY, ""))) {
            endpoints.items().forEach(endpoint -> endpoint.at("addresses").items()
                    .forEach(address -> AddressWarnings.ip(address, warnings)));
        }
    }

    /** Nodes and zones have fields of their own now. */
    private static void dropTopology(ObjectNode object) {
        Trees.objects(object, "endpoints").forEach(endpoint -> endpoint.remove("deprecatedTopology"));
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
