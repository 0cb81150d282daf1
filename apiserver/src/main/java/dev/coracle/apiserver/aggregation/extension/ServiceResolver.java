package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.registry.Objects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** From a service to an address: its own, or one of its endpoints. Source: k8s.io/apiserver's ResolveCluster and ResolveEndpoint. */
public final class ServiceResolver {

    public static final GroupResource SERVICES = new GroupResource("", "services");
    public static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");
    private static final Set<String> WITH_ADDRESS = Set.of("ClusterIP", "LoadBalancer", "NodePort");

    private final Objects objects;
    private final boolean endpoints;

    /** @param endpoints {@code --enable-aggregator-routing}: past the cluster address, for servers that can't reach it */
    public ServiceResolver(Objects objects, boolean endpoints) {
        this.objects = objects;
        this.endpoints = endpoints;
    }

    /** @throws IOException if there is nothing to reach, with the reason */
    public Backend resolve(ExtensionServer server) throws IOException {
        ObjectNode service = objects.get(SERVICES, server.namespace(), server.service())
                .orElseThrow(() -> new IOException("service \"" + server.service() + "\" not found"));
        String type = Trees.string(service, "spec", "type");
        if (!endpoints && type.equals("ExternalName")) {
            return backend(server, Trees.string(service, "spec", "externalName"), server.port());
        }
        if (!WITH_ADDRESS.contains(type)) {
            throw new IOException("unsupported service type \"" + type + "\"");
        }
        String portName = portName(service, server.port()).orElseThrow(() -> new IOException(
                "no service port " + server.port() + " found for service \"" + server.service() + "\""));
        if (endpoints) {
            return endpoint(server, portName);
        }
        String address = Trees.string(service, "spec", "clusterIP");
        if (address.equals("None") || address.isEmpty()) {
            throw new IOException("cannot route to service with ClusterIP \"None\"");
        }
        return backend(server, address, server.port());
    }

    private static Backend backend(ExtensionServer server, String host, long port) {
        return new Backend("https", host, (int) port, server.serverName());
    }

    /** The name of a service's port, which may be empty. */
    public static Optional<String> portName(ObjectNode service, int port) {
        return Trees.objects(service, "spec", "ports").stream()
                .filter(one -> Trees.integer(one, "port").orElse(0L) == port).map(one -> Trees.string(one, "name"))
                .findFirst();
    }

    /** The endpoint slices of a service. */
    public List<ObjectNode> slices(String namespace, String service) {
        return objects.list(SLICES, namespace).stream()
                .filter(slice -> service.equals(Meta.labels(slice).get("kubernetes.io/service-name"))).toList();
    }

    /** Whether the slice has a port of that name. */
    public static boolean hasPort(ObjectNode slice, String name) {
        return Trees.objects(slice, "ports").stream().anyMatch(
                port -> Trees.string(port, "name").equals(name) && Trees.integer(port, "port").isPresent());
    }

    /** An endpoint that says nothing of itself is ready. Source: discovery.k8s.io/v1, EndpointConditions. */
    public static boolean isReady(ObjectNode endpoint) {
        return Trees.at(endpoint, "conditions", "ready").map(ready -> ready.asBoolean(true)).orElse(true);
    }

    private Backend endpoint(ExtensionServer server, String portName) throws IOException {
        List<ObjectNode> slices = new ArrayList<>(slices(server.namespace(), server.service()));
        Collections.shuffle(slices);
        for (ObjectNode slice : slices) {
            List<ObjectNode> ready = new ArrayList<>(
                    Trees.objects(slice, "endpoints").stream().filter(ServiceResolver::isReady).toList());
            Collections.shuffle(ready);
            for (ObjectNode port : Trees.objects(slice, "ports")) {
                if (Trees.string(port, "name").equals(portName) && !ready.isEmpty()) {
                    return backend(server, Trees.strings(ready.getFirst(), "addresses").getFirst(),
                            Trees.integer(port, "port").orElse(443L));
                }
            }
        }
        throw new IOException("no endpoints available for service \"" + server.service() + "\"");
    }
}
