package dev.coracle.apiserver.resource.core.service;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services. */
public final class Services {

    private static final int AFFINITY_SECONDS = 10800;
    /** An external address is cut to this in the table, not to push all else aside. */
    private static final int SHOWN_ADDRESS = 16;

    private Services() {}

    public static KindRules rules(Ages ages, ServiceAllocators allocators) {
        return KindRules.of("", "Service").named(Names::dnsLabel).defaults(Services::fill)
                .prepareCreate(Services::begin).prepareUpdate(Services::keep).validate(ServiceChecks::check)
                .validateUpdate(ServiceChecks::checkUpdate).warn(ServiceChecks::warn).status()
                .reserve(allocators::reserve, allocators::release)
                .selectable("spec.clusterIP", object -> Trees.string(object, "spec", "clusterIP"))
                .selectable("spec.type", object -> Trees.string(object, "spec", "type")).column(Columns.NAME)
                .column(Columns.text("Type", FieldDocs.of("core.v1.ServiceSpec", "type"), Columns.at("spec", "type")))
                .column(Columns.text("Cluster-IP", FieldDocs.of("core.v1.ServiceSpec", "clusterIP"),
                        Columns.atOr(Columns.NONE, "spec", "clusterIP")))
                .column(Columns.text("External-IP", FieldDocs.of("core.v1.ServiceSpec", "externalIPs"),
                        Services::external))
                .column(Columns.text("Port(s)", FieldDocs.of("core.v1.ServiceSpec", "ports"), Services::ports))
                .column(ages.column())
                .column(Columns.wide("Selector", FieldDocs.of("core.v1.ServiceSpec", "selector"),
                        object -> Columns.labels(object.path("spec").path("selector"))))
                .build();
    }

    static String type(JsonNode object) {
        return Trees.string(object, "spec", "type");
    }

    /** Whether the service is for those inside only by an address of its own. */
    static boolean hasClusterIp(JsonNode object) {
        return !type(object).equals("ExternalName") && !Trees.string(object, "spec", "clusterIP").equals("None");
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        setDefault(spec, "sessionAffinity", "None");
        setDefault(spec, "type", "ClusterIP");
        if (Trees.string(spec, "sessionAffinity").equals("ClientIP")) {
            setDefault(Trees.ensureObject(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds",
                    AFFINITY_SECONDS);
        } else if (Trees.string(spec, "sessionAffinity").equals("None")) {
            spec.remove("sessionAffinityConfig");
        }
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            setDefault(port, "protocol", "TCP");
            JsonNode target = port.path("targetPort");
            boolean none = target.isMissingNode() || target.isNull() || (target.isString()
                    ? target.stringValue().isEmpty()
                    : target.asLong(0) == 0);
            if (none && port.path("port").isIntegralNumber()) {
                port.set("targetPort", port.path("port"));
            }
        }
        String type = Trees.string(spec, "type");
        boolean outside = type.equals("NodePort") || type.equals("LoadBalancer");
        if (outside || !spec.path("externalIPs").isEmpty()) {
            setDefault(spec, "externalTrafficPolicy", "Cluster");
        }
        if (outside || type.equals("ClusterIP")) {
            setDefault(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            setDefault(spec, "allocateLoadBalancerNodePorts", true);
        }
    }

    private static void begin(RequestContext context, ObjectNode object) {
        Trees.ensureObject(object, "status").removeAll().putObject("loadBalancer");
        ObjectNode spec = Trees.ensureObject(object, "spec");
        oneAddress(spec);
        families(spec);
    }

    /** The single address and the first of the list are the same. */
    private static void oneAddress(ObjectNode spec) {
        String single = Trees.string(spec, "clusterIP");
        List<String> list = Trees.strings(spec, "clusterIPs");
        if (!single.isEmpty() && list.isEmpty()) {
            spec.putArray("clusterIPs").add(single);
        }
    }

    /** One family, IPv4; a service with neither address nor selector may be reached by both. */
    static void families(ObjectNode spec) {
        if (Trees.string(spec, "type").equals("ExternalName")) {
            return;
        }
        boolean headless = Trees.string(spec, "clusterIP").equals("None");
        if (headless && spec.path("selector").isEmpty()) {
            setDefault(spec, "ipFamilyPolicy", "RequireDualStack");
            ArrayNode families = Trees.ensureArray(spec, "ipFamilies");
            if (families.isEmpty()) {
                families.add("IPv4");
            }
            if (families.size() == 1 && !Trees.string(spec, "ipFamilyPolicy").equals("SingleStack")) {
                families.add(families.get(0).asString("").equals("IPv4") ? "IPv6" : "IPv4");
            }
            return;
        }
        setDefault(spec, "ipFamilyPolicy", "SingleStack");
        ArrayNode families = Trees.ensureArray(spec, "ipFamilies");
        if (families.isEmpty()) {
            families.add("IPv4");
        }
    }

    /** What the server gave stays where a client leaves it out. */
    private static void keep(RequestContext context, ObjectNode object, ObjectNode old) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        JsonNode before = old.path("spec");
        boolean external = Trees.string(spec, "type").equals("ExternalName");
        boolean wasExternal = type(old).equals("ExternalName");
        if (external) {
            if (!wasExternal) {
                dropAllocated(spec, before);
            }
            oneAddress(spec);
            return;
        }
        if (!wasExternal) {
            keepUnlessGiven(spec, before, "clusterIP");
            boolean same = Trees.string(spec, "clusterIP").equals(Trees.string(before, "clusterIP"));
            if (same) {
                keepUnlessGiven(spec, before, "clusterIPs");
                keepUnlessGiven(spec, before, "ipFamilies");
                keepUnlessGiven(spec, before, "ipFamilyPolicy");
            } else if (Trees.strings(spec, "clusterIPs").equals(Trees.strings(before, "clusterIPs"))) {
                spec.putArray("clusterIPs").add(Trees.string(spec, "clusterIP"));
            }
        }
        oneAddress(spec);
        families(spec);
        if (needsNodePorts(spec) && needsNodePorts(before)) {
            keepNodePorts(spec, before);
        } else if (!needsNodePorts(spec)) {
            Trees.objects(spec, "ports").forEach(port -> dropIfSame(port, before));
        }
        if (needsHealthPort(spec) && needsHealthPort(before)) {
            keepUnlessGiven(spec, before, "healthCheckNodePort");
        } else if (!needsHealthPort(spec)
                && spec.path("healthCheckNodePort").asLong(0) == before.path("healthCheckNodePort").asLong(0)) {
            spec.remove("healthCheckNodePort");
        }
        if (Trees.string(spec, "type").equals("ClusterIP") && spec.path("externalIPs").isEmpty()) {
            spec.remove(List.of("externalTrafficPolicy", "allocateLoadBalancerNodePorts", "loadBalancerClass"));
        } else if (Trees.string(spec, "type").equals("NodePort")) {
            spec.remove(List.of("allocateLoadBalancerNodePorts", "loadBalancerClass"));
        }
    }

    private static void dropAllocated(ObjectNode spec, JsonNode before) {
        for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy",
                "internalTrafficPolicy", "externalTrafficPolicy", "healthCheckNodePort")) {
            if (spec.path(field).equals(before.path(field))) {
                spec.remove(field);
            }
        }
        Trees.objects(spec, "ports").forEach(port -> dropIfSame(port, before));
    }

    private static void dropIfSame(ObjectNode port, JsonNode before) {
        boolean same = Trees.objects(before, "ports").stream()
                .anyMatch(other -> other.path("nodePort").asLong(0) == port.path("nodePort").asLong(0));
        if (same) {
            port.remove("nodePort");
        }
    }

    private static void keepUnlessGiven(ObjectNode spec, JsonNode before, String field) {
        JsonNode given = spec.path(field);
        boolean empty = given.isMissingNode() || given.isNull() || (given.isString() && given.stringValue().isEmpty())
                || (given.isContainer() && given.isEmpty());
        if (empty && !before.path(field).isMissingNode()) {
            spec.set(field, before.path(field).deepCopy());
        }
    }

    private static void keepNodePorts(ObjectNode spec, JsonNode before) {
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            if (port.path("nodePort").asLong(0) == 0) {
                Trees.objects(before, "ports").stream()
                        .filter(other -> other.path("port").asLong(0) == port.path("port").asLong(0)
                                && other.path("protocol").equals(port.path("protocol"))
                                && other.path("nodePort").asLong(0) != 0)
                        .findFirst().ifPresent(other -> port.set("nodePort", other.path("nodePort")));
            }
        }
    }

    static boolean needsNodePorts(JsonNode spec) {
        String type = Trees.string(spec, "type");
        return type.equals("NodePort") || (type.equals("LoadBalancer")
                && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
    }

    static boolean needsHealthPort(JsonNode spec) {
        return Trees.string(spec, "type").equals("LoadBalancer")
                && Trees.string(spec, "externalTrafficPolicy").equals("Local");
    }

    private static Object external(ObjectNode object) {
        String given = String.join(",", Trees.strings(object, "spec", "externalIPs"));
        String balancers = Trees.objects(object, "status", "loadBalancer", "ingress").stream()
                .flatMap(i -> Stream.of(Trees.string(i, "ip"), Trees.string(i, "hostname")))
                .filter(text -> !text.isEmpty()).sorted().distinct().collect(Collectors.joining(","));
        return switch (type(object)) {
            case "LoadBalancer" -> {
                String shown = balancers.length() > SHOWN_ADDRESS
                        ? balancers.substring(0, SHOWN_ADDRESS - 3) + "..."
                        : balancers;
                String all = Stream.of(shown, given).filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(","));
                yield all.isEmpty() ? "<pending>" : all;
            }
            case "ExternalName" -> Trees.string(object, "spec", "externalName");
            default -> given.isEmpty() ? Columns.NONE : given;
        };
    }

    private static Object ports(ObjectNode object) {
        String ports = Trees.objects(object, "spec", "ports").stream().map(port -> {
            Optional<Long> node = Trees.integer(port, "nodePort").filter(n -> n > 0);
            return port.path("port").asLong(0) + node.map(n -> ":" + n).orElse("") + "/"
                    + Trees.string(port, "protocol");
        }).collect(Collectors.joining(","));
        return ports.isEmpty() ? Columns.NONE : ports;
    }
}
