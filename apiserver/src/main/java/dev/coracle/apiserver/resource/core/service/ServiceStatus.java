package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Where load balancers let traffic in: only services of that type have such. */
final class ServiceStatus {

    private ServiceStatus() {}

    static void fill(ObjectNode service) {
        if (!Services.type(service).equals("LoadBalancer")) {
            return;
        }
        for (ObjectNode ingress : Trees.objects(service, "status", "loadBalancer", "ingress")) {
            if (!Trees.string(ingress, "ip").isEmpty()) {
                Trees.setDefault(ingress, "ipMode", "VIP");
            }
        }
    }

    static void check(ObjectNode service, ObjectNode old, FieldErrors errors) {
        Place ingress = Place.root(service, errors).at("status", "loadBalancer", "ingress");
        if (!Services.type(service).equals("LoadBalancer")) {
            ingress.forbiddenIfPresent("may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        List<String> before = Trees.objects(old, "status", "loadBalancer", "ingress").stream()
                .map(entry -> Trees.string(entry, "ip")).toList();
        ingress.items().forEach(entry -> entry(entry, before));
    }

    private static void entry(Place entry, List<String> before) {
        boolean addressed = !entry.at("ip").empty();
        Place mode = entry.at("ipMode");
        if (addressed) {
            Addresses.address(entry.at("ip"), before);
        }
        if (!mode.present() && addressed) {
            mode.required("must be specified when `ip` is set");
        } else if (mode.present() && !addressed) {
            mode.forbidden("may not be specified when `ip` is not set");
        } else {
            mode.givenOneOf("Proxy", "VIP");
        }
        Place name = entry.at("hostname");
        name.named(Names::dnsSubdomain);
        if (Addresses.isAddress(name.text())) {
            name.invalid("must be a DNS name, not an IP address");
        }
    }
}
