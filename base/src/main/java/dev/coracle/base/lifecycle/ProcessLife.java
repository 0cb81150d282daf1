package dev.coracle.base.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The life of a component's process: until SIGTERM or SIGINT, or until it ends itself. */
public final class ProcessLife {

    /** A stop that takes longer is cut off: who sent the signal waits. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Duration grace;
    private final boolean endsWell;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Hooks into the JVM's shutdown, which a signal starts. */
    public ProcessLife() {
        this(GRACE, false);
    }

    /** One that ends with exit code 0 when a signal has ended it and all is closed, as the originals do. @param grace how long closing may take */
    public ProcessLife(Duration grace) {
        this(grace, true);
    }

    private ProcessLife(Duration grace, boolean endsWell) {
        this.grace = grace;
        this.endsWell = endsWell;
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::shutDown));
    }

    private void shutDown() {
        over.countDown();
        try {
            if (!stopped.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("not stopped within " + grace.toSeconds() + " s; going anyway");
            } else if (endsWell) {
                Runtime.getRuntime().halt(0); // a JVM that a signal ends says 143 otherwise
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
