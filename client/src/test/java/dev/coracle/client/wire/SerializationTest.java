package dev.coracle.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServicePort;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class SerializationTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static IntOrString target(ObjectNode port) {
        return Serialization.fromTree(port, ServicePort.class).getTargetPort();
    }

    @Test
    void portsAreNumbersOfAnyKindOrNames() {
        assertEquals(new IntOrString(80), target(NODES.objectNode().put("targetPort", 80)));
        assertEquals(new IntOrString(80), target(NODES.objectNode().put("targetPort", 80L)), "a tree to be compared");
        assertEquals(new IntOrString("http"), target(NODES.objectNode().put("targetPort", "http")));
        assertThrows(JacksonException.class, () -> target(NODES.objectNode().put("targetPort", 1L << 40)));
        assertThrows(JacksonException.class, () -> target(NODES.objectNode().put("targetPort", true)));
    }
}
