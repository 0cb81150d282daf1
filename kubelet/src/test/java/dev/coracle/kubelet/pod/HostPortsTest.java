package dev.coracle.kubelet.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortsTest {

    private static Pod pod(String address, String protocol, int port) {
        return new PodBuilder().withNewSpec().addNewContainer().addNewPort().withHostIP(address)
                .withProtocol(protocol).withHostPort(port).endPort().endContainer().endSpec().build();
    }

    @ParameterizedTest
    @CsvSource({"'', TCP, 80, '', TCP, 80, true", "'', TCP, 80, '', UDP, 80, false", "'', TCP, 80, '', TCP, 81, false",
        "10.0.0.1, TCP, 80, 10.0.0.2, TCP, 80, false", "10.0.0.1, TCP, 80, 0.0.0.0, TCP, 80, true",
        "'', TCP, 0, '', TCP, 0, false"})
    void conflictWhenAddressProtocolAndNumberMeet(String address, String protocol, int port, String otherAddress,
            String otherProtocol, int otherPort, boolean conflict) {
        Pod one = pod(address, protocol, port);
        Pod other = pod(otherAddress, otherProtocol, otherPort);
        assertEquals(conflict, HostPorts.conflict(one, other));
        assertEquals(conflict, HostPorts.conflict(other, one));
    }
}
