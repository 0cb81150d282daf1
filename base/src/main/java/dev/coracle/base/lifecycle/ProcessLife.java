package dev.coracle.base.lifecycle;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The life of a component's process: until SIGTERM or SIGINT, or until it ends itself. */
public final class ProcessLife {

    /** A stop that takes longer is cut off: who sent the signal waits. */
    private static final long GRACE_SECONDS = 10;

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Hooks into the JVM's shutdown, which a signal starts. */
    public ProcessLife() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::shutDown));
    }

    private void shutDown() {
        over.countDown();
        try {
            if (!stopped.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("not stopped within " + GRACE_SECONDS + " s; going anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process from inside. */
    public void end() {
        over.countDown();
    }

    /** Waits for the end, then closes {@code component}. */
    public void runUntilStopped(AutoCloseable component) throws InterruptedException {
        try (Closers closers = new Closers()) {
            closers.add("component", component);
            over.await();
        } finally {
            stopped.countDown();
        }
    }
}
