package dev.coracle.apiserver.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where a service is reached from here: at a ready endpoint of it if it has one, else at its cluster address. */
record ServiceEndpoints(Objects objects) {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");

    /** @return host and port @throws IOException if there is no such service or port, or nothing behind it */
    String address(String namespace, String name, int port) throws IOException {
        ObjectNode service = objects.get(SERVICES, namespace, name)
                .orElseThrow(() -> new IOException("service \"" + name + "\" not found"));
        String portName = Trees.objects(service, "spec", "ports").stream()
                .filter(p -> Trees.integer(p, "port").orElse(0L) == port).map(p -> Trees.string(p, "name")).findFirst()
                .orElseThrow(() -> new IOException("no service port " + port + " found for service \"" + name + "\""));
        for (ObjectNode slice : objects.list(SLICES, namespace)) {
            if (name.equals(Meta.labels(slice).get("kubernetes.io/service-name"))) {
                Optional<String> ready = ready(slice, portName);
                if (ready.isPresent()) {
                    return ready.get();
                }
            }
        }
        String address = Trees.string(service, "spec", "clusterIP");
        if (Trees.string(service, "spec", "type").equals("ExternalName")) {
            address = Trees.string(service, "spec", "externalName");
        }
        if (address.isEmpty() || address.equals("None")) {
            throw new IOException("no endpoints available for service \"" + name + "\"");
        }
        return bracketed(address) + ":" + port;
    }

    private static Optional<String> ready(ObjectNode slice, String portName) {
        Optional<Long> port = Trees.objects(slice, "ports").stream()
                .filter(p -> Trees.string(p, "name").equals(portName)).findFirst()
                .flatMap(p -> Trees.integer(p, "port"));
        List<ObjectNode> endpoints = Trees.objects(slice, "endpoints").stream()
                .filter(e -> Trees.at(e, "conditions", "ready").isEmpty() || Trees.bool(e, "conditions", "ready"))
                .filter(e -> !Trees.strings(e, "addresses").isEmpty()).toList();
        return port.isEmpty() || endpoints.isEmpty()
                ? Optional.empty()
                : Optional
                        .of(bracketed(Trees.strings(endpoints.getFirst(), "addresses").getFirst()) + ":" + port.get());
    }

    private static String bracketed(String address) {
        return address.indexOf(':') < 0 ? address : "[" + address + "]";
    }
}
