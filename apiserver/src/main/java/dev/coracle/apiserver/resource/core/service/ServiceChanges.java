package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a service may change. */
final class ServiceChanges {

    private static final String FIXED = "may not change once set";

    private ServiceChanges() {}

    static void check(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        JsonNode before = old.path("spec");
        boolean external = Services.type(old).equals("ExternalName") || Services.type(object).equals("ExternalName");
        boolean headless = ClusterIps.headless(object);
        boolean wasHeadless = ClusterIps.headless(old);
        if (!external && !(headless && wasHeadless)) {
            addresses(spec, before);
        }
        if (!external && !headless && !wasHeadless) {
            families(spec, before);
        }
        Place balancer = spec.at("loadBalancerClass");
        if (Services.type(old).equals("LoadBalancer") && Services.type(object).equals("LoadBalancer")
                && !given(balancer).equals(given(Place.root(old, errors).at("spec", "loadBalancerClass")))) {
            balancer.invalid(FIXED);
        }
        ServiceChecks.balancerClass(spec);
        if (Services.needsHealthPort(before) && Services.needsHealthPort(spec.node())
                && spec.at("healthCheckNodePort").number(0) != before.path("healthCheckNodePort").asLong(0)) {
            spec.at("healthCheckNodePort").forbidden("field is immutable");
        }
    }

    /** An empty text is not the same as none. */
    private static String given(Place place) {
        return place.present() ? "=" + place.text() : "";
    }

    private static void addresses(Place spec, JsonNode before) {
        Place list = spec.at("clusterIPs");
        List<String> now = list.items().stream().map(Place::text).toList();
        List<String> was = Trees.strings(before, "clusterIPs");
        if (now.size() == was.size()) {
            for (int i = 0; i < was.size(); i++) {
                changed(list, i, now, was, list);
            }
            return;
        }
        if (now.isEmpty()) {
            list.errors().invalid(list.path().index(0), list.node(), "primary clusterIP can not be unset");
        } else {
            changed(list, 0, now, was, list);
        }
        if (now.size() == 1 && !spec.at("ipFamilyPolicy").is("SingleStack")) {
            spec.at("ipFamilyPolicy").invalid("must be set to 'SingleStack' when releasing the secondary clusterIP");
        }
    }

    private static void families(Place spec, JsonNode before) {
        Place list = spec.at("ipFamilies");
        List<String> now = list.items().stream().map(Place::text).toList();
        List<String> was = Trees.strings(before, "ipFamilies");
        if (now.size() == was.size()) {
            if (!now.equals(was)) {
                list.errors().invalid(list.path().index(0), list.node(), FIXED);
            }
            return;
        }
        if (!now.isEmpty()) {
            changed(list, 0, now, was, spec.at("clusterIPs")); // the original quotes the addresses
        }
        if (now.size() == 1 && !spec.at("ipFamilyPolicy").is("SingleStack")) {
            spec.at("ipFamilyPolicy").invalid("must be set to 'SingleStack' when releasing the secondary ipFamily");
        }
    }

    private static void changed(Place list, int i, List<String> now, List<String> was, Place quoted) {
        if (i < was.size() && !now.get(i).equals(was.get(i))) {
            list.errors().invalid(list.path().index(i), quoted.node(), FIXED);
        }
    }
}
