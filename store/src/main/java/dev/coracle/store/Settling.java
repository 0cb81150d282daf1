package dev.coracle.store;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.port.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a backend settle when there is little to do: looks after it every few seconds, from its beginning until it is closed. */
final class Settling implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Settling.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Thread thread;

    Settling(Backend backend, Clock clock) {
        thread = Thread.ofVirtual().name("store-settling").start(() -> lookAfter(backend, clock));
    }

    private static void lookAfter(Backend backend, Clock clock) {
        try {
            while (true) {
                clock.sleep(EVERY);
                settle(backend);
            }
        } catch (InterruptedException closed) {
            // the store closes
        }
    }

    private static void settle(Backend backend) {
        try {
            backend.settle();
        } catch (StoreException e) {
            log.info("the store keeps the memory of its last writes until more is written: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
