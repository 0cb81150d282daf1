package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.Fault;
import dev.coracle.store.robustness.fault.Faults;
import dev.coracle.store.robustness.fault.Server;
import dev.coracle.store.robustness.traffic.Client;
import dev.coracle.store.robustness.traffic.EtcdTraffic;
import dev.coracle.store.robustness.traffic.KubernetesTraffic;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Traffic;
import dev.coracle.store.robustness.watching.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Some clients, some watches, some faults, and then the question whether any promise was broken. Everything that is random follows from the
 * seed, except what threads and processes do to each other.
 */
final class Round {

    private static final long DRAIN_SECONDS = 90;

    private final Scene scene;
    private volatile boolean over;

    private Round(Scene scene) {
        this.scene = scene;
    }

    /**
     * Runs one on a server with nothing in it, and closes the server.
     *
     * @param answers how many to wait for before each fault
     */
    static RoundReport run(long seed, Server server, int clients, List<Fault> faults, int answers) throws Exception {
        try (Scene scene = new Scene(seed, server)) {
            Round round = new Round(scene);
            round.watch();
            return round.run(clients, faults, answers);
        }
    }

    /** The same with no watch but that of everything. */
    static RoundReport runUnwatched(long seed, Server server, int clients, List<Fault> faults, int answers)
            throws Exception {
        try (Scene scene = new Scene(seed, server)) {
            return new Round(scene).run(clients, faults, answers);
        }
    }

    private RoundReport run(int clients, List<Fault> what, int answers) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Client client = scene.client();
            Traffic traffic = i % 2 == 0 ? new EtcdTraffic() : new KubernetesTraffic();
            running.add(scene.beside(() -> use(client, traffic)));
        }
        Faults faults = new Faults(scene.server(), scene.gate(), scene.history());
        faults.run(what, answers);
        over = true;
        for (Future<?> one : running) {
            one.get(DRAIN_SECONDS, TimeUnit.SECONDS);
        }
        return scene.end(faults.done());
    }

    private void watch() {
        Wish all = Wish.below(Traffic.ROOT, 0);
        Wish plain = Wish.below(Traffic.ROOT + "plain/", 2);
        scene.watch("quick", Pace.QUICK, all, Wish.below(Traffic.ROOT + "pods/", 0).withoutDeletes(),
                new Wish(Traffic.ROOT + "plain/1", "", 2, false, true, true));
        scene.watch("restless", Pace.RESTLESS, plain, all);
        scene.watch("slow", Pace.SLOW, plain, all.withoutPuts());
        scene.watch("stuck", Pace.STUCK, Wish.below(Traffic.ROOT, 2));
    }

    private void use(Client client, Traffic traffic) throws InterruptedException {
        while (!over) {
            traffic.next(client);
        }
    }
}
