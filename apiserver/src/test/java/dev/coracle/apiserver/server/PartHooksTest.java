package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.bootstrap.PostStartHook;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hook ends when its part is ready, and not before. */
@Timeout(30)
class PartHooksTest {

    private final AtomicBoolean loaded = new AtomicBoolean();
    private final CountDownLatch definitions = new CountDownLatch(1);
    private final CountDownLatch apiServices = new CountDownLatch(1);
    private final AtomicInteger counted = new AtomicInteger();
    private final List<PostStartHook> hooks = new PartHooks(loaded::get, definitions::await, apiServices::await,
            counted::incrementAndGet).all();

    private PostStartHook hook(String name) {
        return hooks.stream().filter(hook -> hook.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void cachesThatHaveNotLoadedAreTriedAgain() {
        PostStartHook storage = hook("storage-readiness");
        assertThrows(IllegalStateException.class, storage.task()::run);
        loaded.set(true);
        storage.task().run();
    }

    @Test
    void definitionsAndApiServicesAreWaitedForEachByItself() throws InterruptedException {
        Thread synced = Thread.ofVirtual().start(hook("crd-informer-synced").task());
        Thread remote = Thread.ofVirtual().start(hook("apiservice-status-remote-available-controller").task());
        definitions.countDown();
        synced.join();
        assertTrue(remote.isAlive());
        apiServices.countDown();
        remote.join();
    }

    @Test
    void whoeverStopsTheServerStopsTheWaiting() {
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, hook("start-apiextensions-controllers").task()::run);
        assertTrue(Thread.interrupted());
    }

    @Test
    void servicesAreCounted() {
        hook("start-service-ip-repair-controllers").task().run();
        assertEquals(1, counted.get());
    }
}
