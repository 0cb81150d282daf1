package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NetworkPolicies. */
final class NetworkPolicies {

    private NetworkPolicies() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "NetworkPolicy").defaults(NetworkPolicies::fill)
                .validateBeside(NetworkPolicies::check).warn(NetworkPolicies::warn).generation(Generation.SPEC)
                .column(Columns.NAME)
                .column(Columns.text("Pod-Selector",
                        FieldDocs.of("networking.v1.NetworkPolicySpec", "podSelector"),
                        object -> Columns.selector(object.path("spec").path("podSelector"))))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        for (String way : List.of("ingress", "egress")) {
            for (ObjectNode rule : Trees.objects(spec, way)) {
                Trees.objects(rule, "ports").forEach(port -> Trees.setDefault(port, "protocol", "TCP"));
            }
        }
        ArrayNode types = Trees.ensureArray(spec, "policyTypes");
        if (types.isEmpty()) {
            types.add("Ingress");
            if (!spec.path("egress").isEmpty()) {
                types.add("Egress");
            }
        }
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Set<String> before = new HashSet<>();
        old.ifPresent(
                policy -> blocks(Place.root(policy, new FieldErrors())).forEach(block -> before.add(block.text())));
        Labels.selector(spec.at("podSelector"));
        for (Place rule : spec.at("ingress").items()) {
            rule.at("ports").items().forEach(NetworkPolicies::port);
            rule.at("from").items().forEach(peer -> peer(peer, before));
        }
        for (Place rule : spec.at("egress").items()) {
            rule.at("ports").items().forEach(NetworkPolicies::port);
            rule.at("to").items().forEach(peer -> peer(peer, before));
        }
        if (spec.at("policyTypes").node().size() > 2) {
            spec.at("policyTypes").invalid("may not specify more than two policyTypes");
        }
        spec.at("policyTypes").items().forEach(type -> type.exactlyOneOf("Ingress", "Egress"));
    }

    private static void port(Place port) {
        port.at("protocol").givenOneOf("TCP", "UDP", "SCTP");
        Place number = port.at("port");
        Place last = port.at("endPort");
        if (number.node().isString()) {
            if (last.present()) {
                last.invalid("may not be specified when `port` is non-numeric");
            }
            Names.portName(number.text()).forEach(number::invalid);
        } else if (number.present()) {
            if (last.number(Long.MAX_VALUE) < number.number(0)) {
                errorOfPort(last, number);
            }
            last.port();
            number.port();
        } else if (last.present()) {
            last.invalid("may not be specified when `port` is not specified");
        }
    }

    /** The original names the port where it means the end. */
    private static void errorOfPort(Place last, Place number) {
        last.errors().invalid(last.path(), number.node(), "must be greater than or equal to `port`");
    }

    /** All blocks of addresses, in order. */
    private static List<Place> blocks(Place policy) {
        Stream<Place> from = policy.at("spec", "ingress").items().stream()
                .flatMap(rule -> rule.at("from").items().stream());
        Stream<Place> to = policy.at("spec", "egress").items().stream().flatMap(rule -> rule.at("to").items().stream());
        return Stream.concat(from, to).map(peer -> peer.at("ipBlock")).filter(Place::present)
                .flatMap(block -> Stream.concat(Stream.of(block.at("cidr")), block.at("except").items().stream()))
                .toList();
    }

    private static void except(Place except, String cidr, Set<String> old) {
        Addresses.cidr(except, old);
        if (Addresses.isCidr(except.text()) && !Addresses.isPart(except.text(), cidr)) {
            except.invalid("must be a strict subset of `cidr`");
        }
    }

    private static void warn(ObjectNode object, Consumer<String> out) {
        blocks(Place.root(object, new FieldErrors())).forEach(block -> AddressWarnings.cidr(block, out));
    }

    /** @param old blocks that may stay whatever they are */
    private static void peer(Place peer, Set<String> old) {
        boolean selects = peer.at("podSelector").present() || peer.at("namespaceSelector").present();
        Labels.selector(peer.at("podSelector"));
        Labels.selector(peer.at("namespaceSelector"));
        Place block = peer.at("ipBlock");
        if (block.present()) {
            if (block.at("cidr").empty()) {
                block.at("cidr").required();
            } else {
                Addresses.cidr(block.at("cidr"), old);
            }
            if (Addresses.isCidr(block.at("cidr").text())) {
                block.at("except").items().forEach(except -> except(except, block.at("cidr").text(), old));
            }
            if (selects) {
                peer.forbidden("may not specify both ipBlock and another peer");
            }
        } else if (!selects) {
            peer.errors().required(peer.path(), "must specify a peer");
        }
    }
}
