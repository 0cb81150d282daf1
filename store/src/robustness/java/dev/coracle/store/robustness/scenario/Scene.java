package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.Gate;
import dev.coracle.store.robustness.fault.Server;
import dev.coracle.store.robustness.history.History;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Client;
import dev.coracle.store.robustness.traffic.Finish;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server with nothing in it, a watch of everything, and whoever else uses it: when all are done, everything that they did and heard is
 * held against etcd's promises.
 */
final class Scene implements AutoCloseable {

    private static final long DRAIN_SECONDS = 60;
    private static final int TRIES = 20;

    private final long began = System.nanoTime();
    private final long seed;
    private final Server server;
    private final Gate gate;
    private final History history = new History();
    private final Finish finish = new Finish();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Watching> watchings = new ArrayList<>();
    private final List<Future<?>> watches = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Watching everything;
    private final Client director;

    /** @param server not yet running; closed with the scene */
    Scene(long seed, Server server) {
        this.seed = seed;
        this.server = server;
        this.gate = new Gate(server.address());
        this.everything = watch("everything", Pace.QUICK, Wish.EVERYTHING);
        this.director = client();
    }

    /** A scene on a running server. */
    static Scene on(Server server) throws Exception {
        Scene scene = new Scene(Settings.seed(), server);
        scene.start("");
        return scene;
    }

    void start(String failpoints) throws Exception {
        if (!server.start(failpoints)) {
            throw new IllegalStateException("the server does not start");
        }
        gate.open();
    }

    Server server() {
        return server;
    }

    Gate gate() {
        return gate;
    }

    History history() {
        return history;
    }

    /** Begins to watch, all on one stream. */
    Watching watch(String name, Pace pace, Wish... wishes) {
        Watching watching = new Watching(name, List.of(wishes), pace, gate, history, finish);
        watchings.add(watching);
        watches.add(threads.submit(() -> {
            watching.run();
            return true;
        }));
        return watching;
    }

    /** One more client, with a sequence of its own. */
    Client client() {
        Client client = new Client(clients.size(), seed, gate, history, everything.told());
        clients.add(client);
        return client;
    }

    /** Something that runs beside. */
    interface Task {
        void run() throws Exception;
    }

    Future<?> beside(Task task) {
        return threads.submit(() -> {
            task.run();
            return true;
        });
    }

    /** Asks as a client that is there from the beginning; empty if nobody knows the answer. */
    Optional<Answer> tryTo(Request request) throws InterruptedException {
        return director.ask(request);
    }

    /** The same where an answer is expected. @throws AssertionError if there is none */
    Answer ask(Request request) throws InterruptedException {
        return tryTo(request).orElseThrow(() -> new AssertionError("no answer to " + request));
    }

    /** The same where it is not to be refused. @return the revision of the answer */
    long done(Request request) throws InterruptedException {
        Answer answer = ask(request);
        if (answer instanceof Answer.Done done) {
            return done.revision();
        }
        throw new AssertionError(request + " was refused: " + answer);
    }

    long put(String key) throws InterruptedException {
        return done(new Request.Put(key, director.value(), 0));
    }

    long delete(String key) throws InterruptedException {
        return done(new Request.Delete(key, ""));
    }

    /** Compacts, once the watch of everything has heard of what goes. */
    void compact(long revision) throws InterruptedException {
        everything.awaitTold(revision);
        done(new Request.Compact(revision));
    }

    /** Waits until the watch of everything has heard of a revision: what nobody has heard may not be compacted. */
    void awaitHeard(long revision) throws InterruptedException {
        everything.awaitTold(revision);
    }

    long revision() throws InterruptedException {
        return done(Request.get("!"));
    }

    /**
     * Waits until every watch has heard of the last write, and looks at all that was done and heard. The last range is a part of it: what was
     * acknowledged and lost would be missed there.
     */
    RoundReport end(List<String> faults) throws Exception {
        Request last = new Request.Range(Wish.EVERYTHING.from(), Wish.EVERYTHING.to(), 0, 0);
        Optional<Answer> answer = tryTo(last);
        for (int i = 0; i < TRIES && answer.isEmpty(); i++) {
            answer = tryTo(last);
        }
        if (answer.isEmpty() || !(answer.get() instanceof Answer.Done done)) {
            throw new AssertionError("seed " + seed + ": the store does not answer a last range: " + answer);
        }
        finish.at(done.revision());
        List<String> stalled = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        for (int i = 0; i < watches.size(); i++) {
            try {
                watches.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                stalled.add("stalled: " + watchings.get(i) + " has not heard of revision " + done.revision());
                watches.get(i).cancel(true);
            }
        }
        return RoundReport.of(seed, history.operations(), everything, watchings, faults, stalled,
                System.nanoTime() - began);
    }

    /** The same for a scene without faults that all must be well with. */
    RoundReport end() throws Exception {
        return end(List.of()).mustBeGood();
    }

    @Override
    public void close() throws Exception {
        threads.shutdownNow();
        clients.forEach(Client::close);
        watchings.forEach(Watching::close);
        threads.close();
        server.close();
    }
}
