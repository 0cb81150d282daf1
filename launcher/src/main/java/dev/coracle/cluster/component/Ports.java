package dev.coracle.cluster.component;

import dev.coracle.base.wire.FreePorts;
import dev.coracle.cluster.folder.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Free ports on the loopback address. Between looking and binding somebody else may take one; then the component says so. */
public final class Ports {

    public static final int DEFAULT = 6443;

    private Ports() {}

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The first free port from {@code first} on. */
    public static int firstFree(int first) {
        for (int port = first; port < first + 1000; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new ClusterException("no free port between " + first + " and " + (first + 999));
    }

    /** Some free port. */
    public static int any() {
        try {
            return FreePorts.any();
        } catch (IOException e) {
            throw new ClusterException("cannot open a port on this machine: " + e.getMessage());
        }
    }
}
