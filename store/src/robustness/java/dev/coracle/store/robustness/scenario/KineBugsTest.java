package dev.coracle.store.robustness.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Condition;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Client;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.Wish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bugs that kine had, which keeps etcd's data in databases that know no revisions. */
class KineBugsTest {

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

    /**
     * kine 71 and 82: what failed left a gap in the revisions, and watches waited for ever for what would fill it. The scene's end waits for
     * each watch, and finds each gap.
     */
    @Test
    void kine71And82WhatWritesNothingLeavesNoGap() throws Exception {
        long first = scene.put("/registry/a");
        scene.done(new Request.Grant(7, 1000));
        scene.done(new Request.Delete("/registry/none", ""));
        scene.done(new Request.Txn(List.of(Condition.modified("/registry/a", 1)),
                List.of(new Request.Put("/registry/a", "lost race", 0)), List.of(Request.get("/registry/a"))));
        scene.done(new Request.Txn(List.of(), List.of(Request.get("/registry/a")), List.of()));
        scene.ask(new Request.Put("/registry/b", "no such lease", 99));
        scene.ask(new Request.Compact(first + 100));
        scene.done(new Request.Revoke(7));
        assertEquals(first + 1, scene.put("/registry/b"));
        Watching watching = scene.watch("all", Pace.QUICK, Wish.below("/registry/", 2));
        assertEquals(first + 2, scene.put("/registry/c"));
        scene.end();
        assertTrue(watching.told().get() >= first + 2);
    }

    /**
     * kine 255: the revision of a list was older than what was in it, so that a watch from there told some of it again, or younger, so that it
     * missed some. Here clients list, one after another, while others write.
     */
    @Test
    void kine255AListIsWhatItsRevisionSays() throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Client client = scene.client();
            boolean writes = i % 2 == 0;
            running.add(scene.beside(() -> {
                for (int n = 0; n < 120; n++) {
                    if (writes) {
                        client.ask(new Request.Put("/registry/" + client.random.nextInt(20), client.value(), 0));
                    } else {
                        list(client);
                    }
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        scene.end();
    }

    /** A list now, and the same again at the revision that it said it was of. */
    private static void list(Client client) throws InterruptedException {
        Client.Page now = client.page(new Request.Range("/registry/", "/registry0", 0, 0)).orElseThrow();
        assertTrue(now.kvs().stream().mapToLong(Kv::mod).max().orElse(0) <= now.revision());
        Client.Page then = client.page(new Request.Range("/registry/", "/registry0", 0, now.revision())).orElseThrow();
        assertEquals(now.kvs(), then.kvs());
        assertTrue(then.revision() >= now.revision());
    }

    /** What is refused says why, and a refused request has written nothing. */
    @Test
    void aRefusalChangesNothing() throws Exception {
        long now = scene.put("/registry/a");
        assertEquals(new Answer.Refused(Answer.Reason.FUTURE_REVISION),
                scene.ask(new Request.Range("/registry/a", "", 0, now + 1)));
        assertEquals(new Answer.Refused(Answer.Reason.LEASE_NOT_FOUND),
                scene.ask(new Request.Put("/registry/a", "x", 99)));
        assertEquals(now, scene.revision());
        scene.end();
    }
}
