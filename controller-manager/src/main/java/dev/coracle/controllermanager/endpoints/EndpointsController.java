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
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the Endpoints object of every service with a selector: the older form of EndpointSlices, at most 1000 addresses. */
public final class EndpointsController {

    private static final String NAME = "endpoints-controller";
    private static final String MANAGED = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final int MAX_ADDRESSES = 1000;

    private final Informer<Service> services;
    private final Informer<Pod> pods;
    private final Informer<Endpoints> endpoints;
    private final ResourceClient<Endpoints> client;

    private EndpointsController(ControllerContext context) {
        this.services = context.informers().informer(Service.class);
        this.pods = context.informers().informer(Pod.class);
        this.endpoints = context.informers().informer(Endpoints.class);
        this.client = context.client().resources(Endpoints.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            EndpointsController its = new EndpointsController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.services)
                    .watches(its.pods, pod -> ServicePods.servicesOf(pod, its.services.cache())).watches(its.endpoints)
                    .workers(context.options().workersOf(NAME, 5)).reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private Result reconcile(String key) {
        Optional<Service> found = services.cache().get(key);
        Optional<Endpoints> there = endpoints.cache().get(key);
        if (found.isEmpty()) {
            // Services without a selector have endpoints of somebody else's making; those go by ownership or by hand.
            there.filter(e -> MANAGER.equals(Pods.labels(e).get(MANAGED))).ifPresent(this::delete);
            return Result.done();
        }
        if (!ServicePods.hasSelector(found.get()) || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        Service service = found.get();
        List<EndpointSubset> subsets = subsets(service);
        Map<String, String> labels = new HashMap<>(Pods.labels(service));
        labels.put(MANAGED, MANAGER);
        if ("None".equals(service.getSpec().getClusterIP())) {
            labels.put("service.kubernetes.io/headless", "");
        }
        write(service, there, subsets, labels);
        return Result.done();
    }

    private void write(Service service, Optional<Endpoints> there, List<EndpointSubset> subsets,
            Map<String, String> labels) {
        try {
            if (there.isEmpty()) {
                client.create(
                        new EndpointsBuilder().withNewMetadata().withNamespace(service.getMetadata().getNamespace())
                                .withName(service.getMetadata().getName()).withLabels(labels).endMetadata()
                                .withSubsets(subsets).build());
            } else if (!subsets.equals(there.get().getSubsets() == null ? List.of() : there.get().getSubsets())
                    || !labels.equals(Pods.labels(there.get()))) {
                Endpoints changed = Copies.deepCopy(there.get());
                changed.setSubsets(subsets);
                changed.getMetadata().setLabels(labels);
                client.update(changed);
            }
        } catch (ApiException e) {
            if (!e.hasCause("NamespaceTerminating") && !e.isNotFound()) {
                throw e;
            }
        }
    }

    private void delete(Endpoints gone) {
        try {
            client.delete(gone.getMetadata().getNamespace(), gone.getMetadata().getName(), DeleteOptions.DEFAULT);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private List<EndpointSubset> subsets(Service service) {
        List<EndpointSubset> subsets = new ArrayList<>();
        int left = MAX_ADDRESSES;
        for (ServicePods.Group group : ServicePods.groups(service,
                pods.cache().list(service.getMetadata().getNamespace()))) {
            List<EndpointAddress> ready = new ArrayList<>();
            List<EndpointAddress> notReady = new ArrayList<>();
            for (Pod pod : group.pods()) {
                boolean terminating = Pods.isTerminating(pod)
                        && !Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
                if (!terminating && left-- > 0) {
                    (ServicePods.ready(service, pod) ? ready : notReady).add(address(service, pod));
                }
            }
            if (!ready.isEmpty() || !notReady.isEmpty()) {
                subsets.add(new EndpointSubsetBuilder().withAddresses(ready).withNotReadyAddresses(notReady)
                        .withPorts(group.ports().stream().map(EndpointsController::port).toList()).build());
            }
        }
        return subsets;
    }

    private static EndpointPort port(ServicePods.Port port) {
        return new EndpointPortBuilder().withName(port.name().isEmpty() ? null : port.name())
                .withProtocol(port.protocol()).withPort(port.number())
                .withAppProtocol(port.appProtocol().isEmpty() ? null : port.appProtocol()).build();
    }

    private static EndpointAddress address(Service service, Pod pod) {
        EndpointAddressBuilder address = new EndpointAddressBuilder().withIp(ServicePods.address(pod))
                .withNodeName(pod.getSpec().getNodeName())
                .withNewTargetRef().withKind("Pod").withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid()).endTargetRef();
        boolean named = pod.getSpec().getHostname() != null
                && service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        return named ? address.withHostname(pod.getSpec().getHostname()).build() : address.build();
    }
}
