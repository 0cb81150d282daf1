package dev.coracle.controllermanager.endpoints;

import dev.coracle.client.informer.Cache;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which pods are behind a service, and on which ports: what both endpoint controllers tell. Pure. */
final class ServicePods {

    /** A service's port as it is on a pod. */
    record Port(String name, String protocol, int number, String appProtocol) {}

    /** The pods that resolve a service's ports to the same numbers. */
    record Group(List<Port> ports, List<Pod> pods) {}

    private ServicePods() {}

    static List<String> servicesOf(Pod pod, Cache<Service> services) {
        return services.list(pod.getMetadata().getNamespace()).stream().filter(service -> selects(service, pod))
                .map(service -> service.getMetadata().getNamespace() + "/" + service.getMetadata().getName()).toList();
    }

    static boolean hasSelector(Service service) {
        return service.getSpec().getSelector() != null && !service.getSpec().getSelector().isEmpty()
                && !"ExternalName".equals(service.getSpec().getType());
    }

    private static boolean selects(Service service, Pod pod) {
        return hasSelector(service) && Selectors.contains(Pods.labels(pod), service.getSpec().getSelector());
    }

    /** Its pods with an address, those that are over left out, grouped by their ports. */
    static List<Group> groups(Service service, List<Pod> inNamespace) {
        TreeMap<String, Group> groups = new TreeMap<>();
        inNamespace.stream().filter(pod -> selects(service, pod) && !Pods.isTerminal(pod) && !address(pod).isEmpty())
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName())).forEach(pod -> {
                    List<Port> ports = ports(service, pod);
                    groups.computeIfAbsent(ports.toString(), k -> new Group(ports, new ArrayList<>())).pods().add(pod);
                });
        return List.copyOf(groups.values());
    }

    static String address(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPodIP() == null ? "" : pod.getStatus().getPodIP();
    }

    private static List<Port> ports(Service service, Pod pod) {
        List<Port> ports = new ArrayList<>();
        if (service.getSpec().getPorts() != null) {
            for (ServicePort port : service.getSpec().getPorts()) {
                OptionalInt number = number(port, pod);
                if (number.isPresent()) {
                    ports.add(new Port(port.getName() == null ? "" : port.getName(),
                            port.getProtocol() == null ? "TCP" : port.getProtocol(),
                            number.getAsInt(), port.getAppProtocol() == null ? "" : port.getAppProtocol()));
                }
            }
        }
        return ports;
    }

    private static OptionalInt number(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return OptionalInt.of(port.getPort());
        }
        if (target.getStrVal() == null) {
            return OptionalInt
                    .of(target.getIntVal() == null || target.getIntVal() == 0 ? port.getPort() : target.getIntVal());
        }
        String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort candidate : container.getPorts() == null
                    ? List.<ContainerPort>of()
                    : container.getPorts()) {
                String its = candidate.getProtocol() == null ? "TCP" : candidate.getProtocol();
                if (target.getStrVal().equals(candidate.getName()) && protocol.equals(its)) {
                    return OptionalInt.of(candidate.getContainerPort());
                }
            }
        }
        return OptionalInt.empty();
    }

    /** Whether traffic should go to the pod. */
    static boolean ready(Service service, Pod pod) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses())
                || Pods.isReady(pod) && !Pods.isTerminating(pod);
    }

    static boolean serving(Service service, Pod pod) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()) || Pods.isReady(pod);
    }
}
