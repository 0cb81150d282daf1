package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Place;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What works in a service and should not be done, or does nothing. */
final class ServiceWarnings {

    private static final String OLD_HINTS = "service.kubernetes.io/topology-aware-hints";

    private ServiceWarnings() {}

    static void warn(ObjectNode service, Consumer<String> out) {
        JsonNode spec = service.path("spec");
        String type = Services.type(service);
        boolean external = type.equals("ExternalName");
        boolean headless = type.equals("ClusterIP") && Trees.string(spec, "clusterIP").equals("None");
        boolean outside = !spec.path("externalIPs").isEmpty();
        if (Meta.annotations(service).containsKey(OLD_HINTS)) {
            out.accept("annotation " + OLD_HINTS
                    + " is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        Place places = Place.root(service, new FieldErrors()).at("spec");
        if (!headless && !external) {
            places.at("clusterIPs").items().forEach(ip -> AddressWarnings.ip(ip, out));
        }
        if (headless) {
            headless(spec, outside, out);
        }
        places.at("externalIPs").items().forEach(ip -> AddressWarnings.ip(ip, out));
        if (outside && !headless && !external) {
            out.accept("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        AddressWarnings.ip(places.at("loadBalancerIP"), out);
        places.at("loadBalancerSourceRanges").items().forEach(range -> AddressWarnings.cidr(range, out));
        if (outside && external) {
            out.accept("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!external && !Trees.string(spec, "externalName").isEmpty()) {
            out.accept("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (Trees.string(spec, "trafficDistribution").equals("PreferClose")) {
            out.accept("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
    }

    private static void headless(JsonNode spec, boolean outside, Consumer<String> out) {
        if (!Trees.string(spec, "loadBalancerIP").isEmpty()) {
            out.accept("spec.loadBalancerIP is ignored for headless services");
        }
        if (outside) {
            out.accept("spec.externalIPs is ignored for headless services");
        }
        if (!Trees.string(spec, "sessionAffinity").equals("None")) {
            out.accept("spec.SessionAffinity is ignored for headless services");
        }
    }
}
