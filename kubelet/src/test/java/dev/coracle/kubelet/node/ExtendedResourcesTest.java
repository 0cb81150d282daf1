package dev.coracle.kubelet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.Node;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExtendedResourcesTest {

    private static String missing(String status) {
        Node node = Serialization.fromBytes(
                ("{'status':" + status + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8), Node.class);
        return ExtendedResources.missing(node).toString().replace('"', '\'');
    }

    @Test
    void whatTheCapacityHasIsAllocatable() {
        assertEquals("{'example.com/dongle':'4'}", missing("{'capacity':{'cpu':'2','example.com/dongle':'4'},"
                + "'allocatable':{'cpu':'1'}}"));
        assertEquals("{'example.com/dongle':'5'}",
                missing("{'capacity':{'example.com/dongle':'5'},'allocatable':{'example.com/dongle':'4'}}"));
        assertEquals("{}", missing("{'capacity':{'example.com/dongle':'4'},'allocatable':{'example.com/dongle':'4'}}"));
    }

    @Test
    void whatIsGoneFromTheCapacityIsTakenBack() {
        assertEquals("{'example.com/dongle':null}",
                missing("{'capacity':{'cpu':'2'},'allocatable':{'cpu':'1','example.com/dongle':'4','memory':'1'}}"));
    }

    @Test
    void theNodesOwnAreLeftAlone() {
        assertEquals("{}", missing("{'capacity':{'pods':'110','x.kubernetes.io/y':'1'}}"));
        assertEquals("{}", missing("{}"));
    }
}
