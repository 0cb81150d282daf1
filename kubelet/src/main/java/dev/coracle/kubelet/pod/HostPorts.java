package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/**
 * Which ports of its node a pod takes. The scheduler sees to it that they are free; a pod that names its node itself may find them taken.
 * Source: the kubelet's admission of pods.
 */
final class HostPorts {

    private static final String ANY = "0.0.0.0";

    private record Port(String address, String protocol, int number) {
        boolean conflictsWith(Port other) {
            return number == other.number && protocol.equals(other.protocol)
                    && (address.equals(ANY) || other.address.equals(ANY) || address.equals(other.address));
        }
    }

    private HostPorts() {}

    static boolean conflict(Pod one, Pod other) {
        List<Port> taken = of(other);
        return of(one).stream().anyMatch(port -> taken.stream().anyMatch(port::conflictsWith));
    }

    private static List<Port> of(Pod pod) {
        List<Port> ports = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    String address = port.getHostIP() == null || port.getHostIP().isEmpty() ? ANY : port.getHostIP();
                    ports.add(new Port(address, port.getProtocol() == null ? "TCP" : port.getProtocol(),
                            port.getHostPort()));
                }
            }
        }
        return ports;
    }
}
