package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a service must be. */
final class ServiceChecks {

    private static final int DAY = 86400;
    private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
    private static final String RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

    private ServiceChecks() {}

    static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors) {
        hints(object, errors);
        Place spec = Place.root(object, errors).at("spec");
        boolean headless = ClusterIps.headless(object);
        if (spec.at("ports").empty() && !headless && !spec.at("type").is("ExternalName")) {
            spec.at("ports").required();
        }
        byType(spec, headless);
        ports(spec.at("ports"));
        Labels.check(spec.at("selector"));
        affinity(spec);
        ClusterIps.check(spec, texts(old, "clusterIPs"));
        List<String> external = texts(old, "externalIPs");
        spec.at("externalIPs").items().forEach(ip -> externalIp(ip, external));
        spec.at("type").requiredOneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        repeatedPorts(spec);
        balancer(object, spec, texts(old, "loadBalancerSourceRanges").stream().map(String::strip).toList());
        traffic(spec);
    }

    private static List<String> texts(Optional<ObjectNode> old, String field) {
        return old.map(service -> Trees.strings(service, "spec", field)).orElse(List.of());
    }

    /** The same wish under an old and a new name. */
    private static void hints(ObjectNode object, FieldErrors errors) {
        Place annotations = Place.root(object, errors).at("metadata", "annotations");
        Place mode = annotations.key("service.kubernetes.io/topology-mode");
        Place old = annotations.key("service.kubernetes.io/topology-aware-hints");
        if (mode.present() && old.present() && !mode.is(old.text())) {
            mode.invalidText(
                    "must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified");
        }
    }

    private static void externalIp(Place ip, List<String> old) {
        int before = ip.errors().size();
        Addresses.address(ip, old);
        if (ip.errors().size() == before) {
            EndpointIps.check(ip);
        }
    }

    private static void byType(Place spec, boolean headless) {
        String type = spec.at("type").text();
        if (headless && (type.equals("LoadBalancer") || type.equals("NodePort"))) {
            headless(spec, type);
        } else if (type.equals("ExternalName")) {
            spec.at("clusterIPs").forbiddenIfPresent("may not be set for ExternalName services");
            spec.at("ipFamilies").forbiddenIfPresent("may not be set for ExternalName services");
            if (spec.at("ipFamilyPolicy").present()) {
                spec.at("ipFamilyPolicy").forbidden("may not be set for ExternalName services");
            }
            externalName(spec.at("externalName"));
        }
    }

    /** A name that may end with a dot, which says that it is whole. */
    private static void externalName(Place name) {
        String text = name.text().endsWith(".") ? name.text().substring(0, name.text().length() - 1) : name.text();
        if (text.isEmpty()) {
            name.errors().required(name.path(), "");
        } else {
            Names.dnsSubdomain(text).forEach(problem -> name.errors().invalid(name.path(), text, problem));
        }
    }

    private static void headless(Place spec, String type) {
        spec.errors().invalid(spec.at("clusterIPs").path().index(0), "None",
                "may not be set to 'None' for " + type + " services");
    }

    private static void ports(Place ports) {
        boolean several = ports.node().size() > 1;
        Set<String> names = new HashSet<>();
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
            port.at("appProtocol").givenNamed(Names::qualifiedName);
        }
    }

    /** A port is one number of one protocol, on nodes as in the cluster. */
    private static void repeatedPorts(Place spec) {
        List<Place> ports = spec.at("ports").items();
        if (spec.at("type").is("ClusterIP")) {
            for (Place port : ports) {
                if (port.at("nodePort").number(0) != 0) {
                    port.at("nodePort").forbidden("may not be used when `type` is 'ClusterIP'");
                }
            }
        }
        Set<String> nodePorts = new HashSet<>();
        for (Place port : ports) {
            long number = port.at("nodePort").number(0);
            if (number != 0 && !nodePorts.add(port.at("protocol").text() + number)) {
                port.errors().duplicate(port.at("nodePort").path(), number);
            }
        }
        Set<String> numbers = new HashSet<>();
        for (Place port : ports) {
            String protocol = port.at("protocol").text();
            long number = port.at("port").number(0);
            if (!numbers.add(protocol + number)) {
                port.errors().add("FieldValueDuplicate", port.path(), "Duplicate value: {\"Name\":\"\",\"Protocol\":"
                        + FieldErrors.quoted(protocol) + ",\"AppProtocol\":null,\"Port\":" + number
                        + ",\"TargetPort\":0,\"NodePort\":0}");
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

    private static void balancer(ObjectNode object, Place spec, List<String> old) {
        boolean balanced = spec.at("type").is("LoadBalancer");
        Place given = spec.at("loadBalancerSourceRanges");
        Place annotation = Place.root(object, spec.errors()).at("metadata", "annotations").key(RANGES);
        if (!given.empty()) {
            Place ranges = new Place(given.node(), spec.path().child("LoadBalancerSourceRanges"), spec.errors());
            if (!balanced) {
                ranges.forbidden(ONLY_BALANCED);
            }
            ranges.items().forEach(range -> range(range, range.text(), old));
        } else if (annotation.present()) {
            if (!balanced) {
                annotation.forbidden(ONLY_BALANCED);
            }
            if (!annotation.text().isBlank()) {
                List.of(annotation.text().split(",", -1)).forEach(range -> range(annotation, range, List.of()));
            }
        }
        if (spec.at("allocateLoadBalancerNodePorts").present() && !balanced) {
            spec.at("allocateLoadBalancerNodePorts").forbidden(ONLY_BALANCED);
        }
        balancerClass(spec);
    }

    /** Blanks around a block of addresses are allowed: they were when these stood in an annotation. */
    private static void range(Place place, String text, List<String> old) {
        Addresses.cidr(new Place(StringNode.valueOf(text.strip()), place.path(), place.errors()), old);
    }

    static void balancerClass(Place spec) {
        Place given = spec.at("loadBalancerClass");
        if (spec.at("type").is("LoadBalancer")) {
            given.givenNamed(Names::qualifiedName);
        } else if (given.present()) {
            given.forbidden(ONLY_BALANCED);
        }
    }

    private static void traffic(Place spec) {
        Place external = spec.at("externalTrafficPolicy");
        if (Services.outside(spec.node())) {
            external.requiredOneOf("Cluster", "Local");
        } else if (!external.empty()) {
            external.invalid("may only be set for externally-accessible services");
        }
        Place health = spec.at("healthCheckNodePort");
        if (Services.needsHealthPort(spec.node())) {
            if (health.number(0) != 0) { // without one, one is given out
                health.port();
            }
        } else if (health.number(0) != 0) {
            health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        Place internal = spec.at("internalTrafficPolicy");
        if (!internal.present() && Set.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.at("type").text())) {
            internal.required();
        }
        internal.givenOneOf("Cluster", "Local");
        spec.at("trafficDistribution").givenOneOf("PreferClose", "PreferSameZone", "PreferSameNode");
    }
}
