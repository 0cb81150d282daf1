package dev.coracle.apiserver.loop;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says of each APIService with a service behind it whether that can be reached, in its condition Available, as far as the service and its
 * endpoints tell. Source: kube-aggregator's available-condition controller. Local APIServices are always available.
 */
public final class ApiServiceStatuses implements ResourceLoop.Step {

    private static final GroupResource API_SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");

    /** What the loop follows. */
    public static final List<GroupResource> FOLLOWED = List.of(API_SERVICES, SERVICES, SLICES);

    /** Why it is not available. */
    private record Fault(String reason, String message) {}

    private final Objects objects;
    private final Clock clock;

    public ApiServiceStatuses(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public boolean run(ObjectNode apiService) {
        if (Trees.object(apiService, "spec", "service").isEmpty() || Meta.isDeleting(apiService)) {
            return true;
        }
        Fault fault = fault(apiService);
        ObjectNode wanted = apiService.deepCopy();
        set(wanted, fault);
        if (!wanted.equals(apiService)) {
            objects.updateStatus(API_SERVICES, "", Meta.name(apiService), "kube-apiserver", found -> {
                set(found, fault);
                return found;
            });
        }
        return true;
    }

    private void set(ObjectNode apiService, Fault fault) {
        Conditions.set(apiService, "Available", false, fault.reason(), fault.message(), clock.now());
    }

    private Fault fault(ObjectNode apiService) {
        String namespace = Trees.string(apiService, "spec", "service", "namespace");
        String name = Trees.string(apiService, "spec", "service", "name");
        long port = Trees.integer(apiService, "spec", "service", "port").orElse(443L);
        Optional<ObjectNode> service = objects.get(SERVICES, namespace, name);
        if (service.isEmpty()) {
            return new Fault("ServiceNotFound", "service/%s in \"%s\" is not present".formatted(name, namespace));
        }
        if (!Trees.string(service.get(), "spec", "type").equals("ExternalName")) {
            Optional<ObjectNode> served = Trees.objects(service.get(), "spec", "ports").stream()
                    .filter(one -> Trees.integer(one, "port").orElse(0L) == port).findFirst();
            if (served.isEmpty()) {
                return new Fault("ServicePortError",
                        "service/%s in \"%s\" is not listening on port %d".formatted(name, namespace, port));
            }
            if (!hasEndpoint(namespace, name, Trees.string(served.get(), "name"))) {
                return new Fault("MissingEndpoints",
                        "endpoints for service/%s in \"%s\" have no addresses with port name \"%s\"".formatted(name,
                                namespace, Trees.string(served.get(), "name")));
            }
        }
        return new Fault("FailedDiscoveryCheck", "Coracle does not forward requests to extension API servers");
    }

    private boolean hasEndpoint(String namespace, String service, String port) {
        return objects.list(SLICES, namespace).stream()
                .filter(slice -> Trees.string(slice, "metadata", "labels", "kubernetes.io/service-name")
                        .equals(service))
                .filter(slice -> Trees.objects(slice, "ports").stream()
                        .anyMatch(one -> Trees.string(one, "name").equals(port)))
                .flatMap(slice -> Trees.objects(slice, "endpoints").stream())
                .anyMatch(endpoint -> Trees.at(endpoint, "conditions", "ready").map(ready -> ready.asBoolean(true))
                        .orElse(true));
    }
}
