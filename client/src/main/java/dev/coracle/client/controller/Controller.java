package dev.coracle.client.controller;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.wire.ApiException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name, what it watches, a queue of keys, workers on virtual threads, and a {@link Reconciler}. Workers begin once
 * every informer it watches has synced.
 */
public final class Controller implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Controller.class);
    private static final int DEFAULT_WORKERS = 5;

    private final String name;
    private final WorkQueue queue;
    private final Reconciler reconciler;
    private final int workers;
    private final List<Informer<?>> watched;
    private final List<Thread> threads = new ArrayList<>();

    private Controller(String name, WorkQueue queue, Reconciler reconciler, int workers, List<Informer<?>> watched) {
        this.name = name;
        this.queue = queue;
        this.reconciler = reconciler;
        this.workers = workers;
        this.watched = watched;
    }

    public static Builder named(String name, Clock clock) {
        return new Builder(name, clock);
    }

    /** Starts the workers; they wait for the informers. */
    public void start() {
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name(name + " " + i).start(this::work));
        }
    }

    private void work() {
        try {
            for (Informer<?> informer : watched) {
                informer.awaitSynced();
            }
            for (Optional<String> key = queue.get(); key.isPresent(); key = queue.get()) {
                try {
                    awaitCurrent();
                    reconcile(key.get());
                } finally {
                    queue.done(key.get());
                }
            }
        } catch (InterruptedException | CancellationException e) {
            // Closed.
        }
    }

    /** Until none of them had to be waited for: then they were all current at one time. */
    private void awaitCurrent() throws InterruptedException {
        boolean waited = true;
        while (waited) {
            waited = false;
            for (Informer<?> informer : watched) {
                waited |= informer.awaitCurrent();
            }
        }
    }

    private void reconcile(String key) throws InterruptedException {
        ReconcileMetrics.Run run = ReconcileMetrics.begin(name);
        try {
            Result result = reconciler.reconcile(key);
            queue.forget(key);
            if (result instanceof Result.RequeueAfter after) {
                queue.addAfter(key, after.delay());
            }
            run.end(false);
        } catch (InterruptedException | CancellationException e) {
            throw e;
        } catch (ApiException e) {
            run.end(true);
            if (e.isConflict() || e.isAlreadyExists() || e.isNotFound()) {
                log.debug("{} {}: {}; again with fresh state", name, key, e.getMessage());
            } else {
                log.warn("{} {}: {}", name, key, e.getMessage());
            }
            queue.addRateLimited(key);
        } catch (UncheckedIOException e) {
            run.end(true);
            log.debug("{} {}: {}", name, key, e.getMessage());
            queue.addRateLimited(key);
        } catch (Exception e) {
            run.end(true);
            log.error("{} {} failed; it is tried again", name, key, e);
            queue.addRateLimited(key);
        }
    }

    public String name() {
        return name;
    }

    public WorkQueue queue() {
        return queue;
    }

    /** Interrupts the workers and waits until they have ended. */
    @Override
    public void close() {
        queue.shutDown();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Collects what a controller is made of. */
    public static final class Builder {

        private final String name;
        private final WorkQueue queue;
        private final List<Informer<?>> watched = new ArrayList<>();
        private int workers = DEFAULT_WORKERS;
        private @Nullable Reconciler reconciler;

        private Builder(String name, Clock clock) {
            this.name = name;
            this.queue = new WorkQueue(name, clock);
        }

        /** Every event of {@code informer} queues what {@code keys} makes of the object, old and new. */
        public <T> Builder watches(Informer<T> informer, Function<T, ? extends Collection<String>> keys) {
            informer.addHandler(EventHandler.forEach(object -> keys.apply(object).forEach(queue::add)));
            watched.add(informer);
            return this;
        }

        /** Every event of {@code informer} queues the object itself. */
        public <T extends HasMetadata> Builder watches(Informer<T> informer) {
            return watches(informer, object -> List.of(Keys.of(object)));
        }

        /** Every event of {@code informer} queues the controlling owner of the object, if it is of {@code ownerKind}. */
        public <T extends HasMetadata> Builder watchesOwned(Informer<T> informer, String ownerKind) {
            return watches(informer, object -> {
                for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
                    if (Boolean.TRUE.equals(owner.getController()) && owner.getKind().equals(ownerKind)) {
                        return List.of(Keys.of(object.getMetadata().getNamespace(), owner.getName()));
                    }
                }
                return List.of();
            });
        }

        /** An informer that the reconciler reads, without events of its own: the workers wait for it too. */
        public Builder reads(Informer<?> informer) {
            watched.add(informer);
            return this;
        }

        public Builder workers(int number) {
            this.workers = number;
            return this;
        }

        public Builder reconciler(Reconciler value) {
            this.reconciler = value;
            return this;
        }

        /** The queue that the controller will have, for handlers of one's own. */
        public WorkQueue queue() {
            return queue;
        }

        public Controller build() {
            if (reconciler == null) {
                throw new IllegalStateException("controller " + name + " has no reconciler");
            }
            return new Controller(name, queue, reconciler, workers, List.copyOf(watched));
        }
    }
}
