package dev.coracle.store.robustness.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.robustness.fault.Server;
import dev.coracle.store.robustness.fault.Fault;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Pace;
import dev.coracle.store.robustness.watching.Wish;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bugs that etcd and kine had when they crashed, tried on a process of its own that is killed. */
class CrashBugsTest {

    private static final long DEATH_MILLIS = 30_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /**
     * etcd 13766: after a crash under load the data was of another revision than the store said.
     */
    @Test
    void etcd13766AfterACrashUnderLoadRevisionAndDataAgree() throws Exception {
        long seed = Settings.seed();
        Server server = Settings.process(folder);
        Fault first = server.hasFailpoints() ? new Fault.HaltAt("commit.after-sync", 120) : new Fault.Kill();
        Round.run(seed, server, 16, List.of(first, new Fault.Kill()), 300).mustBeGood();
    }

    /**
     * etcd 17780: the revision went down after a crash during compaction. What is newest here are deletions, of which compaction leaves
     * nothing. Seen to fail ("expected 42 but was 2") with {@code Snapshot.recover} looking at records only and {@code Version}
     * dropping a deletion at the compacted revision.
     */
    @ParameterizedTest
    @ValueSource(strings = {"compact.after-mark", "compact.between-batches", "compact.after-removal"})
    void etcd17780TheRevisionStaysAfterACrashInACompaction(String failpoint) throws Exception {
        try (Scene scene = new Scene(1, Settings.process(folder))) {
            scene.start(failpoint + "=halt@1");
            scene.put("/registry/stays");
            for (int i = 0; i < 20; i++) {
                scene.put("/registry/gone/" + i);
                scene.delete("/registry/gone/" + i);
            }
            long last = scene.revision();
            scene.awaitHeard(last);
            scene.tryTo(new Request.Compact(last));
            if (scene.server().hasFailpoints()) {
                assertTrue(scene.server().awaitDeath(DEATH_MILLIS), failpoint + " was not reached");
            }
            scene.server().kill();
            scene.start("");
            assertEquals(last, scene.revision());
            assertEquals(last + 1, scene.put("/registry/next"));
            scene.end();
        }
    }

    /**
     * Found by this suite's rounds: of two compactions at once the older could be the one that was written down last, so that after a
     * restart the store answered from a past that was half gone. Here every restart must know the newest.
     */
    @Test
    void ofTwoCompactionsAtOnceTheNewerIsRemembered() throws Exception {
        try (Scene scene = new Scene(1, Settings.process(folder))) {
            scene.start("");
            for (int i = 0; i < 100; i++) {
                scene.put("/registry/k" + i % 5);
            }
            long last = scene.revision();
            scene.awaitHeard(last);
            var clients = List.of(scene.client(), scene.client(), scene.client(), scene.client());
            for (int round = 0; round < 5; round++) {
                long base = last - 50 + round * 10L;
                var all = clients.stream()
                        .map(client -> scene
                                .beside(() -> client.ask(new Request.Compact(base + clients.indexOf(client)))))
                        .toList();
                for (var one : all) {
                    one.get();
                }
            }
            scene.server().kill();
            scene.start("");
            long newest = last - 50 + 40 + 3;
            assertEquals(new Answer.Refused(Answer.Reason.COMPACTED),
                    scene.ask(new Request.Range("/registry/", "/registry0", 0, newest - 1)));
            scene.done(new Request.Range("/registry/", "/registry0", 0, newest));
            scene.end();
        }
    }

    /** kine 311: after a compaction and a restart the store did not come back, or not as it was. */
    @Test
    void kine311AfterACompactionAndARestartEverythingGoesOn() throws Exception {
        try (Scene scene = new Scene(1, Settings.process(folder))) {
            scene.start("");
            for (int i = 0; i < 30; i++) {
                scene.put("/registry/k" + i % 3);
            }
            long compacted = scene.revision() - 5;
            scene.compact(compacted);
            scene.server().stop();
            scene.start("");
            scene.watch("from the compaction on", Pace.QUICK, Wish.below("/registry/", compacted + 1));
            assertEquals(new Answer.Refused(Answer.Reason.COMPACTED),
                    scene.ask(new Request.Range("/registry/k0", "", 0, compacted - 1)));
            assertEquals(new Answer.Refused(Answer.Reason.COMPACTED), scene.ask(new Request.Compact(compacted)));
            scene.done(new Request.Range("/registry/", "/registry0", 0, compacted));
            assertEquals(compacted + 6, scene.put("/registry/k1"));
            scene.compact(compacted + 6);
            scene.end();
        }
    }
}
