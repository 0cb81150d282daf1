package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.Fault;
import dev.coracle.store.robustness.fault.Faults;
import dev.coracle.store.robustness.fault.Gate;
import dev.coracle.store.robustness.fault.Server;
import dev.coracle.store.robustness.history.History;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Client;
import dev.coracle.store.robustness.traffic.EtcdTraffic;
import dev.coracle.store.robustness.traffic.Finish;
import dev.coracle.store.robustness.traffic.KubernetesTraffic;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Traffic;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Some clients, some watches, some faults, and then the question whether any promise was broken. Everything that is random follows from the
 * seed, except what threads and processes do to each other.
 */
final class Round {

    private static final long DRAIN_SECONDS = 60;

    private final long seed;
    private final Server server;
    private final Gate gate;
    private final History history = new History();
    private final Finish finish = new Finish();
    private final Faults faults;
    private final Watching everything;
    private final List<Watching> watchings = new ArrayList<>();
    private volatile boolean over;

    Round(long seed, Server server) {
        this.seed = seed;
        this.server = server;
        this.gate = new Gate(server.address());
        this.faults = new Faults(server, gate, history);
        this.everything = watch("everything", List.of(Wish.EVERYTHING), Pace.QUICK);
        watch("quick", List.of(Wish.below(Traffic.ROOT, 0), Wish.below(Traffic.ROOT + "pods/", 0).withoutDeletes(),
                new Wish(Traffic.ROOT + "plain/1", "", 2, false, true, true)), Pace.QUICK);
        watch("slow", List.of(Wish.below(Traffic.ROOT + "plain/", 2), Wish.below(Traffic.ROOT, 0).withoutPuts()),
                Pace.SLOW);
        watch("stuck", List.of(Wish.below(Traffic.ROOT, 2)), Pace.STUCK);
    }

    private Watching watch(String name, List<Wish> wishes, Pace pace) {
        Watching watching = new Watching(name, wishes, pace, gate, history, finish);
        watchings.add(watching);
        return watching;
    }

    /** Runs, and closes what it opened, but not the server. @param answers how many to wait for before each fault */
    RoundReport run(int clients, List<Fault> what, int answers) throws Exception {
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                List<Future<?>> watches = new ArrayList<>();
                watchings.forEach(watching -> watches.add(threads.submit(() -> {
                    watching.run();
                    return true;
                })));
                List<Client> all = new ArrayList<>();
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    Client client = new Client(i, seed, gate, history, everything.told());
                    all.add(client);
                    running.add(threads.submit(() -> use(client)));
                }
                faults.run(what, answers);
                over = true;
                for (Future<?> one : running) {
                    one.get(DRAIN_SECONDS, TimeUnit.SECONDS);
                }
                all.forEach(Client::close);
                finish.at(lastRevision());
                for (Future<?> watch : watches) {
                    watch.get(DRAIN_SECONDS, TimeUnit.SECONDS);
                }
            } finally {
                over = true;
                threads.shutdownNow();
                watchings.forEach(Watching::close);
            }
        }
        return RoundReport.of(seed, history.operations(), everything, watchings, faults.done(),
                System.nanoTime() - began);
    }

    private boolean use(Client client) throws InterruptedException {
        Traffic traffic = client.random.nextBoolean() ? new EtcdTraffic() : new KubernetesTraffic();
        while (!over) {
            traffic.next(client);
        }
        return true;
    }

    /** Reads everything once more, as a part of the history: what was acknowledged and lost would be missed here. */
    private long lastRevision() throws InterruptedException {
        try (Client reader = new Client(1_000, seed, gate, history, everything.told())) {
            for (int tries = 0; tries < 10; tries++) {
                var answer = reader.ask(new Request.Range(Wish.EVERYTHING.from(), Wish.EVERYTHING.to(), 0, 0));
                if (answer.isPresent() && answer.get() instanceof Answer.Done done) {
                    return done.revision();
                }
            }
            throw new IllegalStateException("the store does not answer a last range; " + faults.done());
        }
    }
}
