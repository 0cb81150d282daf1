package dev.coracle.store.robustness.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.Wish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bugs that etcd had around compaction. */
class CompactionBugsTest {

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

    private static List<Event> heard(Watching watching) {
        return watching.logs().stream().flatMap(log -> log.messages().stream())
                .flatMap(message -> message.events().stream()).toList();
    }

    /**
     * etcd 18089: a watch after the compaction of a deletion's revision missed what came next.
     */
    @Test
    void etcd18089NothingIsMissedAfterCompactingADeletion() throws Exception {
        scene.put("/registry/a");
        long deleted = scene.delete("/registry/a");
        scene.compact(deleted);
        long again = scene.put("/registry/a");
        scene.put("/registry/b");
        Watching watching = scene.watch("after", Pace.QUICK, Wish.below("/registry/", deleted + 1));
        scene.end();
        assertEquals(List.of(again, again + 1), heard(watching).stream().map(Event::revision).toList());
    }

    /**
     * etcd 19179: a watch that began at the compacted revision missed the deletion that was done there. Seen to fail on etcd 3.4.23, which
     * has that bug, and with {@code Version.without} taking that deletion away.
     */
    @Test
    void etcd19179AWatchFromTheCompactedRevisionHearsTheDeletionThere() throws Exception {
        scene.put("/registry/a");
        scene.put("/registry/b");
        long deleted = scene.delete("/registry/a");
        scene.compact(deleted);
        scene.put("/registry/c");
        Watching watching = scene.watch("at", Pace.QUICK, Wish.below("/registry/", deleted));
        scene.end();
        assertEquals(List.of("/registry/a", "/registry/c"), heard(watching).stream().map(Event::key).toList());
        assertTrue(heard(watching).getFirst().now().isEmpty());
    }

    /** etcd 18667: a transaction read a revision that was compacted, and its writes were done all the same. */
    @Test
    void etcd18667ATransactionCannotReadACompactedRevision() throws Exception {
        long first = scene.put("/registry/a");
        scene.put("/registry/a");
        long now = scene.put("/registry/a");
        scene.compact(now);
        Answer answer = scene.ask(new Request.Txn(List.of(), List.of(new Request.Range("/registry/a", "", 0, first),
                new Request.Put("/registry/b", "not to be", 0)), List.of()));
        assertEquals(new Answer.Refused(Answer.Reason.COMPACTED), answer);
        assertEquals(now, scene.revision());
        scene.end();
    }

    /** The same of a revision that is yet to come. */
    @Test
    void aTransactionCannotReadTheFuture() throws Exception {
        long now = scene.put("/registry/a");
        Answer answer = scene.ask(new Request.Txn(List.of(), List.of(new Request.Put("/registry/b", "not to be", 0),
                new Request.Range("/registry/a", "", 0, now + 5)), List.of()));
        assertEquals(new Answer.Refused(Answer.Reason.FUTURE_REVISION), answer);
        assertEquals(now, scene.revision());
        scene.end();
    }
}
