package dev.coracle.store.robustness.fault;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.wire.FreePorts;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.etcd.EtcdServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This project's etcd inside this JVM, on a {@link LossyBackend}: to kill it is to cut the machine's power. Quick to start, and the only
 * one whose disk can be made to forget.
 */
public final class LocalServer implements Server {

    private final LossyBackend.Disk disk;
    private final int port;
    private @Nullable EtcdServer server;
    private @Nullable LossyBackend backend;

    public LocalServer(LossyBackend.Disk disk) throws java.io.IOException {
        this.disk = disk;
        this.port = FreePorts.any();
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public boolean start(String failpoints) throws Exception {
        LossyBackend opened = new LossyBackend(disk);
        backend = opened;
        server = serve(opened, port);
        return true;
    }

    private static EtcdServer serve(Backend backend, int port) throws Exception {
        return EtcdServer.start(EmbeddedStore.over(backend, SystemClock.instance()),
                new EtcdServer.Options("default", List.of(new InetSocketAddress("127.0.0.1", port)), List.of(), 0,
                        Duration.ofSeconds(1)),
                SystemClock.instance());
    }

    @Override
    public void kill() {
        if (backend != null) {
            backend.losePower();
        }
        stop();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public boolean awaitDeath(long millis) {
        return server == null;
    }

    @Override
    public boolean hasFailpoints() {
        return false;
    }

    @Override
    public void close() {
        stop();
    }
}
