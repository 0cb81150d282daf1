package dev.coracle.base.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for a process that has to be told before it starts where to listen. They are taken from below those that systems give to connections and to
 * listeners without a wish (from 32768 on in Linux, from 49152 on elsewhere), so that nobody gets one by chance between the look and the start, or
 * while its process is away. Whoever can listen on port 0 and say where, should do that instead.
 */
public final class FreePorts {

    private static final int FIRST = 12_000;
    /** Services' node ports begin here. */
    private static final int END = 30_000;
    private static final int TRIES = 200;

    private FreePorts() {}

    /** Some port that nobody listens on now. */
    public static int any() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port between " + FIRST + " and " + (END - 1) + " is free, of " + TRIES + " tried");
    }

    /** Whether nobody listens there, at any of the machine's addresses. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
