package dev.coracle.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.remote.EtcdClientStore;
import dev.coracle.store.remote.EtcdClientTls;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port over a real etcd. */
class EtcdClientStoreTest extends KeyValueContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private EtcdProcess etcd;

    @Override
    KeyValuePort open() throws Exception {
        etcd = EtcdProcess.start(folder.resolve("data"));
        return EtcdClientStore.connect(List.of(etcd.url()), EtcdClientTls.NONE, SystemClock.instance());
    }

    @AfterEach
    @Override
    void closeStore() {
        if (store != null) {
            super.closeStore();
        }
        try {
            if (etcd != null) {
                etcd.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** etcd has a clock of its own. */
    @Override
    @Test
    void aKeyWithALifetimeGoesWhenItIsOver() throws Exception {
        Heard heard = new Heard();
        store.watch("/e/", "/e0", 0, heard);
        store.put("/e/1", bytes("x"), 0, 1);
        store.put("/e/2", bytes("x"), 0, 1);
        heard.next();
        heard.next();
        long revision = heard.next().revision();
        assertEquals(revision, heard.next().revision());
        assertEquals("(none)", value("/e/1"));
    }

    @Test
    void progressReachesAWatchThatSeesNoEvents() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        store.watch("/p/", "/p0", 0, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                told.add(events.getLast().revision());
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                onEvents(events);
            }

            @Override
            public void onProgress(long revision) {
                told.add(revision);
            }

            @Override
            public void onEnd(StoreException reason) {}
        });
        long elsewhere = put("/q", "1", 0);
        store.requestProgress();
        Long upTo = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(upTo);
        assertEquals(true, upTo >= elsewhere);
    }

    @Test
    void aWatchEndsWhenTheServerGoes() throws Exception {
        BlockingQueue<StoreException> ends = new LinkedBlockingQueue<>();
        store.watch("/p/", "/p0", 0, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {}

            @Override
            public void onRewind(List<WatchEvent> events) {
                onEvents(events);
            }

            @Override
            public void onProgress(long revision) {}

            @Override
            public void onEnd(StoreException reason) {
                ends.add(reason);
            }
        });
        etcd.close();
        assertEquals(StoreException.Unavailable.class, ends.poll(10, TimeUnit.SECONDS).getClass());
    }
}
