package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What a service must be, and what of it may change. */
final class ServiceChecks {

    private static final int DAY = 86400;

    private ServiceChecks() {}

    static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        boolean headless = spec.at("clusterIP").is("None");
        boolean external = Services.type(object).equals("ExternalName");
        if (spec.at("ports").empty() && !headless && !external) {
            spec.at("ports").required();
        }
        byType(spec, headless);
        ports(spec);
        Labels.check(spec.at("selector"));
        affinity(spec);
        spec.at("type").requiredOneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        addresses(spec, external);
        for (Place ip : spec.at("externalIPs").items()) {
            Addresses.address(ip);
        }
        balancer(spec);
        traffic(spec);
    }

    private static void byType(Place spec, boolean headless) {
        switch (spec.at("type").text()) {
            case "LoadBalancer" -> {
                if (headless) {
                    headless(spec, "LoadBalancer");
                }
            }
            case "NodePort" -> {
                if (headless) {
                    headless(spec, "NodePort");
                }
            }
            case "ExternalName" -> {
                spec.at("clusterIPs").forbiddenIfPresent("may not be set for ExternalName services");
                Place name = spec.at("externalName");
                String text = name.text().endsWith(".")
                        ? name.text().substring(0, name.text().length() - 1)
                        : name.text();
                if (text.isEmpty()) {
                    name.required();
                } else {
                    Names.dnsSubdomain(text).forEach(name::invalid);
                }
            }
            default -> {
                // A cluster address of its own asks for nothing more.
            }
        }
    }

    private static void headless(Place spec, String type) {
        spec.errors().invalid(spec.at("clusterIPs").path().index(0), "None",
                "may not be set to 'None' for " + type + " services");
    }

    private static void ports(Place spec) {
        Place ports = spec.at("ports");
        boolean several = ports.node().size() > 1;
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        boolean nodePortsAllowed = Set.of("NodePort", "LoadBalancer").contains(spec.at("type").text());
        for (Place port : ports.items()) {
            Place name = port.at("name");
            if (several && name.empty()) {
                name.required();
            } else if (!name.empty()) {
                name.named(Names::dnsLabel);
                if (!names.add(name.text())) {
                    name.errors().duplicate(name.path(), name.text());
                }
            }
            number(port.at("port"));
            port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
            target(port);
            if (!numbers.add(port.at("protocol").text() + ":" + port.at("port").number(0))) {
                port.errors().duplicate(port.path(), "{\"protocol\":\"" + port.at("protocol").text()
                        + "\",\"port\":" + port.at("port").number(0) + "}");
            }
            Place nodePort = port.at("nodePort");
            if (nodePort.number(0) != 0) {
                if (!nodePortsAllowed) {
                    nodePort.forbidden("may not be used when `type` is '" + spec.at("type").text() + "'");
                } else if (!nodePorts.add(port.at("protocol").text() + nodePort.number(0))) {
                    nodePort.errors().duplicate(nodePort.path(), nodePort.number(0));
                }
            }
        }
    }

    private static void number(Place port) {
        if (port.present()) {
            port.port();
        } else {
            port.errors().invalid(port.path(), 0, "must be between 1 and 65535, inclusive");
        }
    }

    private static void target(Place port) {
        Place target = port.at("targetPort");
        if (target.node().isString()) {
            Names.portName(target.text()).forEach(target::invalid);
        } else {
            target.port();
        }
    }

    private static void affinity(Place spec) {
        spec.at("sessionAffinity").requiredOneOf("ClientIP", "None");
        Place seconds = spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds");
        if (spec.at("sessionAffinity").is("ClientIP")) {
            if (seconds.number(1) <= 0 || seconds.number(1) > DAY) {
                seconds.invalid("must be greater than 0 and less than " + DAY);
            }
        }
    }

    private static void addresses(Place spec, boolean external) {
        if (external) {
            return;
        }
        Place list = spec.at("clusterIPs");
        String single = spec.at("clusterIP").text();
        List<Place> items = list.items();
        if (!items.isEmpty() && !items.getFirst().is(single)) {
            list.invalid("first value must match `clusterIP`");
        }
        for (Place item : items) {
            if (item.is("None")) {
                if (items.size() > 1) {
                    item.invalid("'None' must be the first and only value");
                }
            } else if (!Addresses.isAddress(item.text())) {
                item.invalid(Addresses.INVALID);
            }
        }
        if (items.size() > 2) {
            list.invalid("may only hold up to 2 values");
        }
        boolean unselected = single.equals("None") && spec.at("selector").empty();
        spec.at("ipFamilyPolicy").oneOf("SingleStack", "PreferDualStack", "RequireDualStack");
        if (spec.at("ipFamilyPolicy").is("RequireDualStack") && !unselected) {
            spec.at("ipFamilyPolicy").invalid("this cluster is not configured for dual-stack services");
        }
        for (Place family : spec.at("ipFamilies").items()) {
            family.oneOf("IPv4", "IPv6");
            if (family.is("IPv6") && !unselected) {
                family.invalid("not configured on this cluster");
            }
        }
    }

    private static void balancer(Place spec) {
        boolean balanced = spec.at("type").is("LoadBalancer");
        Place given = spec.at("loadBalancerSourceRanges");
        Place ranges = new Place(given.node(), spec.path().child("LoadBalancerSourceRanges"), spec.errors());
        if (!ranges.empty() && !balanced) {
            ranges.forbidden("may only be used when `type` is 'LoadBalancer'");
        }
        for (Place range : ranges.items()) {
            if (!Addresses.isCidr(range.text().strip())) {
                ranges.errors().invalid(range.path(), range.text(), Addresses.INVALID_CIDR);
            }
        }
        if (spec.at("allocateLoadBalancerNodePorts").present() && !balanced) {
            spec.at("allocateLoadBalancerNodePorts").forbidden("may only be used when `type` is 'LoadBalancer'");
        }
        if (!spec.at("loadBalancerClass").empty()) {
            if (!balanced) {
                spec.at("loadBalancerClass").forbidden("may only be used when `type` is 'LoadBalancer'");
            } else {
                Labels.labelName(spec.at("loadBalancerClass"));
            }
        }
    }

    private static void traffic(Place spec) {
        Place external = spec.at("externalTrafficPolicy");
        boolean outside = Set.of("NodePort", "LoadBalancer").contains(spec.at("type").text())
                || !spec.at("externalIPs").empty();
        if (!outside && !external.empty()) {
            external.invalid("may only be set for externally-accessible services");
        } else {
            external.oneOf("Cluster", "Local");
        }
        if (outside && external.empty()) {
            external.required();
        }
        Place internal = spec.at("internalTrafficPolicy");
        if (Set.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.at("type").text())) {
            internal.requiredOneOf("Cluster", "Local");
        }
        Place health = spec.at("healthCheckNodePort");
        if (health.number(0) != 0 && !Services.needsHealthPort(spec.node())) {
            health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        spec.at("trafficDistribution").oneOf("PreferClose", "PreferSameNode", "PreferSameZone");
    }

    static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        boolean typed = !Services.type(old).equals("ExternalName") && !Services.type(object).equals("ExternalName");
        List<String> before = Trees.strings(old, "spec", "clusterIPs");
        List<String> now = Trees.strings(object, "spec", "clusterIPs");
        if (typed && !before.isEmpty()) {
            if (now.isEmpty()) {
                spec.at("clusterIPs").errors().invalid(spec.at("clusterIPs").path().index(0), spec.at("clusterIPs")
                        .node(), "primary clusterIP can not be unset");
            } else if (!now.getFirst().equals(before.getFirst())) {
                errors.invalid(spec.at("clusterIPs").path().index(0), spec.at("clusterIPs").node(),
                        "may not change once set");
            }
        }
        if (!Trees.string(old, "spec", "loadBalancerClass").isEmpty()
                && Services.type(old).equals("LoadBalancer") && Services.type(object).equals("LoadBalancer")
                && !spec.at("loadBalancerClass").same(old.path("spec").path("loadBalancerClass"))) {
            spec.at("loadBalancerClass").invalid("may not change once set");
        }
    }

    static void warn(ObjectNode object, Consumer<String> out) {
        if (!Trees.string(object, "spec", "loadBalancerIP").isEmpty()) {
            out.accept("spec.loadBalancerIP: deprecated in v1.24+, use an implementation-specific annotation instead");
        }
        if (!object.path("spec").path("externalIPs").isEmpty()
                && Services.type(object).equals("ExternalName")) {
            out.accept("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (Services.type(object).equals("ExternalName") && Trees.string(object, "spec", "clusterIP").equals("None")) {
            out.accept("spec.clusterIP: may not be set for ExternalName services");
        }
        if (Trees.string(object, "spec", "clusterIP").equals("None")) {
            for (String field : List.of("externalIPs", "externalName")) {
                if (!object.path("spec").path(field).isEmpty()) {
                    out.accept("spec." + field + " is ignored when spec.clusterIP is \"None\"");
                }
            }
        }
    }
}
