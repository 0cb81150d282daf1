package dev.coracle.base.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void onesThatNobodyGetsByChance() throws IOException {
        for (int i = 0; i < 20; i++) {
            int port = FreePorts.any();
            assertTrue(port >= 12_000 && port < 30_000, "port " + port);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertFalse(FreePorts.isFree(port), "it is taken at one address");
            }
        }
    }
}
