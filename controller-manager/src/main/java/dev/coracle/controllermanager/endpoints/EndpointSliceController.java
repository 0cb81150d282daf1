package dev.coracle.controllermanager.endpoints;

import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the EndpointSlices of every service with a selector, at most 100 endpoints each. Watches services, pods and slices; {@code reconcile}:
 * the slices wanted → those there that fit stay, others are changed, made or deleted.
 */
public final class EndpointSliceController {

    private static final String NAME = "endpointslice-controller";
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final int MAX_ENDPOINTS = 100;

    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<EndpointSlice> slices;
    private final ResourceClient<EndpointSlice> client;

    private EndpointSliceController(ControllerContext context) {
        this.services = context.informers().informer(Service.class);
        this.pods = context.informers().informer(Pod.class);
        this.slices = context.informers().informer(EndpointSlice.class);
        this.client = context.client().resources(EndpointSlice.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            EndpointSliceController its = new EndpointSliceController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.services)
                    .watches(its.pods, pod -> ServicePods.servicesOf(pod, its.services.cache()))
                    .watches(its.slices, EndpointSliceController::serviceOf)
                    .workers(context.options().workersOf(NAME, 5)).reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private static List<String> serviceOf(EndpointSlice slice) {
        Map<String, String> labels = Pods.labels(slice);
        return MANAGER.equals(labels.get(MANAGED_BY)) && labels.containsKey(SERVICE)
                ? List.of(slice.getMetadata().getNamespace() + "/" + labels.get(SERVICE))
                : List.of();
    }

    private Result reconcile(String key) {
        Optional<Service> found = services.cache().get(key);
        if (found.isEmpty() || !ServicePods.hasSelector(found.get())
                || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        Service service = found.get();
        List<EndpointSlice> there = new ArrayList<>(
                slices.cache().list(service.getMetadata().getNamespace()).stream()
                        .filter(slice -> serviceOf(slice).contains(key) && !Pods.isTerminating(slice)).toList());
        for (EndpointSlice wanted : wanted(service)) {
            Optional<EndpointSlice> same = there.stream().filter(slice -> samePorts(slice, wanted)).findFirst();
            if (same.isPresent()) {
                there.remove(same.get());
                bringTo(same.get(), wanted);
            } else if (!there.isEmpty()) {
                bringTo(there.removeFirst(), wanted);
            } else {
                create(wanted);
            }
        }
        for (EndpointSlice surplus : there) {
            delete(surplus);
        }
        return Result.done();
    }

    private List<EndpointSlice> wanted(Service service) {
        List<ServicePods.Group> groups = ServicePods.groups(service,
                pods.cache().list(service.getMetadata().getNamespace()));
        List<EndpointSlice> wanted = new ArrayList<>();
        for (ServicePods.Group group : groups) {
            for (int from = 0; from < group.pods().size(); from += MAX_ENDPOINTS) {
                List<Pod> part = group.pods().subList(from, Math.min(group.pods().size(), from + MAX_ENDPOINTS));
                wanted.add(slice(service, group.ports(), part.stream().map(pod -> endpoint(service, pod)).toList()));
            }
        }
        if (wanted.isEmpty()) {
            wanted.add(slice(service, List.of(), List.of()));
        }
        return wanted;
    }

    private static EndpointSlice slice(Service service, List<ServicePods.Port> ports, List<Endpoint> endpoints) {
        Map<String, String> labels = new HashMap<>(Pods.labels(service));
        labels.put(SERVICE, service.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        if ("None".equals(service.getSpec().getClusterIP())) {
            labels.put("service.kubernetes.io/headless", "");
        }
        return new EndpointSliceBuilder()
                .withMetadata(new ObjectMetaBuilder().withNamespace(service.getMetadata().getNamespace())
                        .withGenerateName(service.getMetadata().getName() + "-")
                        .withLabels(labels).addNewOwnerReference().withApiVersion("v1").withKind("Service")
                        .withName(service.getMetadata().getName())
                        .withUid(service.getMetadata().getUid()).withController(true).withBlockOwnerDeletion(true)
                        .endOwnerReference().build())
                .withAddressType("IPv4").withPorts(ports.stream().map(EndpointSliceController::port).toList())
                .withEndpoints(endpoints).build();
    }

    private static EndpointPort port(ServicePods.Port port) {
        return new EndpointPortBuilder().withName(port.name()).withProtocol(port.protocol()).withPort(port.number())
                .withAppProtocol(port.appProtocol().isEmpty() ? null : port.appProtocol()).build();
    }

    private static Endpoint endpoint(Service service, Pod pod) {
        EndpointBuilder endpoint = new EndpointBuilder().withAddresses(ServicePods.address(pod))
                .withNodeName(pod.getSpec().getNodeName()).withNewConditions()
                .withReady(ServicePods.ready(service, pod)).withServing(ServicePods.serving(service, pod))
                .withTerminating(Pods.isTerminating(pod)).endConditions()
                .withNewTargetRef().withKind("Pod").withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid()).endTargetRef();
        boolean named = pod.getSpec().getHostname() != null
                && service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        return named ? endpoint.withHostname(pod.getSpec().getHostname()).build() : endpoint.build();
    }

    private static boolean samePorts(EndpointSlice one, EndpointSlice other) {
        List<EndpointPort> ports = one.getPorts() == null ? List.of() : one.getPorts();
        return ports.equals(other.getPorts() == null ? List.of() : other.getPorts());
    }

    private void bringTo(EndpointSlice there, EndpointSlice wanted) {
        List<Endpoint> endpoints = there.getEndpoints() == null ? List.of() : there.getEndpoints();
        if (samePorts(there, wanted) && endpoints.equals(wanted.getEndpoints())
                && Pods.labels(there).equals(Pods.labels(wanted))) {
            return;
        }
        EndpointSlice changed = Copies.deepCopy(there);
        changed.setPorts(wanted.getPorts());
        changed.setEndpoints(wanted.getEndpoints());
        changed.getMetadata().setLabels(wanted.getMetadata().getLabels());
        try {
            client.update(changed);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void create(EndpointSlice wanted) {
        try {
            client.create(wanted);
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating") && !e.isNotFound()) {
                throw e;
            }
        }
    }

    private void delete(EndpointSlice surplus) {
        try {
            client.delete(surplus.getMetadata().getNamespace(), surplus.getMetadata().getName(), DeleteOptions.DEFAULT);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
