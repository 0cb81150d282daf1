package dev.coracle.base.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Passes the bytes of two connections on to each other until one of them ends; then the other is ended too. */
public final class Relay {

    private static final int CHUNK = 32 << 10;

    private Relay() {}

    /** Returns when both are closed. The second direction has a virtual thread of its own. */
    public static void run(Duplex one, Duplex other) throws InterruptedException {
        Thread back = Thread.ofVirtual().name("relay").start(() -> copy(other, one));
        copy(one, other);
        back.join();
    }

    private static void copy(Duplex from, Duplex to) {
        try (from; to) {
            copy(from.input(), to.output());
        } catch (IOException gone) {
            // one of the two has gone, which is how every relay ends
        }
    }

    /** Passes on what comes, as it comes, up to the end. */
    public static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[CHUNK];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }
}
