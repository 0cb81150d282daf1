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
import tools.jackson.databind.node.ObjectNode;

/** Services. */
public final class Services {

    private static final int AFFINITY_SECONDS = 10800;
    /** An external address is cut to this in the table, not to push all else aside. */
    private static final int SHOWN_ADDRESS = 16;

    private Services() {}

    public static KindRules rules(Ages ages, ServiceAllocators allocators) {
        return KindRules.of("", "Service").named(Names::dnsLabel).defaults(Services::fill)
                .prepareCreate(Services::begin).prepareUpdate(Services::keep).validateBeside(ServiceChecks::check)
                .validateUpdate(ServiceChanges::check).changesFirst().warn(ServiceWarnings::warn)
                .status(ServiceStatus::check).reserve(allocators::reserve, allocators::release)
                .rehearse(allocators::rehearse)
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
        if (outside(spec) && Trees.string(spec, "externalTrafficPolicy").isEmpty()) {
            spec.put("externalTrafficPolicy", "Cluster");
        }
        String type = Trees.string(spec, "type");
        if (onNodes(spec) || type.equals("ClusterIP")) {
            setDefault(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            setDefault(spec, "allocateLoadBalancerNodePorts", true);
        }
        ServiceStatus.fill(object);
    }

    private static void begin(RequestContext context, ObjectNode object) {
        Trees.ensureObject(object, "status").removeAll().putObject("loadBalancer");
        ClusterIps.normalize(Trees.ensureObject(object, "spec"), Optional.empty());
        ClusterIps.fill(object, Optional.empty());
    }

    /** What the server gave stays where a client leaves it out, and goes with the type that it was for. */
    private static void keep(RequestContext context, ObjectNode object, ObjectNode old) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        JsonNode before = old.path("spec");
        GivenByServer.keep(spec, before);
        ClusterIps.normalize(spec, Optional.of(before));
        ClusterIps.fill(object, Optional.of(old));
        GivenByServer.refuseRepeated(spec);
        GivenByServer.drop(spec, before);
        if (!Trees.string(spec, "type").equals("LoadBalancer")) {
            Trees.ensureObject(object, "status").putObject("loadBalancer");
        }
    }

    /** Whether traffic comes from outside of the cluster. */
    static boolean outside(JsonNode spec) {
        return onNodes(spec)
                || (Trees.string(spec, "type").equals("ClusterIP") && !spec.path("externalIPs").isEmpty());
    }

    /** Whether it has ports on nodes, given by whom they may. */
    static boolean onNodes(JsonNode spec) {
        String type = Trees.string(spec, "type");
        return type.equals("NodePort") || type.equals("LoadBalancer");
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
