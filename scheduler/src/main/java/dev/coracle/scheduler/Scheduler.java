package dev.coracle.scheduler;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.scheduler.config.SchedulerConfig;
import dev.coracle.scheduler.queue.SchedulingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A running scheduler. It schedules from when its informers have synced until it is closed. */
public final class Scheduler implements AutoCloseable {

    private final InformerFactory informers;
    private final Closers closers = new Closers();

    private Scheduler(ApiClient client, SchedulerConfig config, Clock clock) {
        // Bounded by what the API server sends; the loop takes in everything before each pod.
        LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
        this.informers = closers.add("informers", new InformerFactory(client, clock));
        EventRecorder events = closers.add("events", new EventRecorder(client, clock, "default-scheduler"));
        ApiWriter writer = closers.add("writes",
                new ApiWriter(client, clock, events, config.parallelism(), inbox::add));
        Watches watches = new Watches(informers, inbox::add);
        Siblings siblings = new Siblings(informers);
        VolumeRules volumes = closers.add("volumes", new VolumeRules(client, informers, inbox::add));
        SchedulingLoop loop = new SchedulingLoop(SchedulingLoop.byName(config.profiles()), inbox, clock, watches,
                siblings, volumes, writer,
                new SchedulingQueue(clock, config.initialBackoff(), config.maxBackoff()));
        informers.start();
        // The loop only computes and waits for its inbox, on a thread of its own so that it gets its share.
        Thread thread = Thread.ofPlatform().name("scheduling").daemon().start(() -> {
            try {
                informers.awaitSynced();
                loop.run();
            } catch (InterruptedException e) {
                // Closed.
            }
        });
        closers.add("scheduling", () -> {
            thread.interrupt();
            thread.join();
        });
    }

    /** Starts scheduling at once, without waiting for a lease. The client stays open when the scheduler is closed. */
    public static Scheduler start(ApiClient client, SchedulerConfig config, Clock clock) {
        return new Scheduler(client, config, clock);
    }

    /** Whether everything that it watches has been listed. */
    public boolean hasSynced() {
        return informers.hasSynced();
    }

    public void awaitSynced() throws InterruptedException {
        informers.awaitSynced();
    }

    @Override
    public void close() {
        closers.close();
    }
}
