package dev.coracle.store.robustness.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Client;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.WatchLog;
import dev.coracle.store.robustness.watching.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bugs that etcd had in watches. What is not asserted here the scene's end checks: every rule of every watch. */
class WatchBugsTest {

    private static final Wish ALL = Wish.below("/registry/", 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.on(Settings.nearby(folder));
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    /** So many clients that write so often, two keys at once. */
    private void write(int clients, int times) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Client client = scene.client();
            running.add(scene.beside(() -> {
                for (int n = 0; n < times; n++) {
                    String key = "/registry/" + client.random.nextInt(10);
                    client.ask(new Request.Txn(List.of(), List.of(new Request.Put(key, client.value(), 0),
                            new Request.Put(key + "+", client.value(), 0)), List.of()));
                    if (n % 5 == 0) {
                        client.ask(new Request.Delete(key, ""));
                    }
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    /**
     * etcd 15220 and 17507: a bookmark overtook the events before it. Each watch here asks for bookmarks all the time, and some take what they
     * are sent slowly. Seen to fail on etcd 3.4.23, which has that bug.
     */
    @Test
    void etcd15220And17507ABookmarkNeverOvertakesEvents() throws Exception {
        for (Pace pace : Pace.values()) {
            scene.watch("one " + pace, pace, ALL);
            scene.watch("three " + pace, pace, ALL, Wish.below("/registry/1", 2), ALL.withoutPuts());
        }
        write(8, 60);
        scene.end();
    }

    /** etcd 15271: a watch went back in time after the connection to a restarted server was made anew. */
    @Test
    void etcd15271AWatchNeverGoesBackAfterARestart() throws Exception {
        Watching watching = scene.watch("resuming", Pace.QUICK, ALL);
        Watching slow = scene.watch("slow", Pace.SLOW, ALL);
        for (int i = 0; i < 4; i++) {
            write(3, 15);
            scene.server().kill();
            scene.start("");
        }
        scene.end();
        assertTrue(watching.logs().size() >= 4 && slow.logs().size() >= 2, "the watches were not interrupted");
    }

    /** etcd 17247: events came twice after a watch was resumed. Seen to fail with {@code WatchHub.watch} beginning one revision early. */
    @Test
    void etcd17247NothingComesTwiceAfterAResume() throws Exception {
        Watching watching = scene.watch("restless", Pace.RESTLESS, ALL, Wish.below("/registry/2", 0));
        write(6, 60);
        scene.end();
        List<String> heard = watching.logs().stream().filter(log -> log.wish().from().equals(ALL.from()))
                .flatMap(log -> log.messages().stream()).flatMap(message -> message.events().stream())
                .map(event -> event.revision() + event.key()).toList();
        assertEquals(heard.stream().distinct().toList(), heard);
        assertTrue(watching.logs().size() > 10, "the watch was hardly ever resumed");
    }

    /**
     * etcd 17529: events were lost on a starved stream. Here one stream with forty watches takes nothing until everything, more than all
     * buffers hold, has been written.
     */
    @Test
    void etcd17529AStarvedStreamLosesNothing() throws Exception {
        Wish[] wishes = IntStream.range(0, 40).mapToObj(i -> i % 2 == 0 ? ALL : ALL.withoutDeletes())
                .toArray(Wish[]::new);
        scene.watch("starved", Pace.STUCK, wishes);
        scene.watch("starved, too", Pace.STUCK, Wish.below("/registry/large", 2));
        String large = "x".repeat(20_000);
        for (int i = 0; i < 150; i++) {
            scene.done(new Request.Put("/registry/large" + i % 7, large + i, 0));
        }
        scene.end();
    }

    /** etcd 20221: a watch of a revision yet to come heard of older ones, or was told that it had heard them. Found here, too, and mended. */
    @Test
    void etcd20221AWatchOfAFutureRevisionHearsNothingBeforeIt() throws Exception {
        long future = scene.put("/registry/a") + 100;
        // The other one on the stream hears of every write, and every few messages the client asks for a bookmark.
        Watching watching = scene.watch("future", Pace.QUICK, Wish.below("/registry/", future),
                Wish.below("/registry/", 2));
        while (scene.put("/registry/a") < future + 10) {
            scene.put("/registry/b");
        }
        scene.end();
        List<WatchLog> logs = watching.logs().stream().filter(log -> log.wish().start() == future).toList();
        assertTrue(logs.stream().anyMatch(log -> log.messages().size() > 1), "it heard nothing at all");
        for (WatchLog log : logs) {
            // A bookmark of the revision just before says nothing wrong, and helps the others on the stream.
            log.messages().forEach(message -> assertTrue(message.revision() >= future - 1,
                    "told of " + message + " before revision " + future));
        }
    }
}
