package dev.coracle.apiserver.storage.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The past of a store that encrypts is shown in plain, and can be gone back to. */
class DecryptedTimelineTest {

    private static final String KEY = "/registry/secrets/default/s";

    @TempDir
    private Path folder;

    @Test
    void historyIsDecryptedAndARewindIsToldOf() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("encryption.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers: [{aesgcm: {keys: [{name: k, secret: AAAAAAAAAAAAAAAAAAAAAA==}]}}]
                """);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (KeyValuePort store = EncryptedStore.open(EmbeddedStore.inMemory(SystemClock.instance()), file, false,
                "/registry/",
                Map.of("secrets", new GroupResource("", "secrets")), SystemClock.instance())) {
            store.put(KEY, "one".getBytes(StandardCharsets.UTF_8), 0, 0);
            long first = store.currentRevision();
            store.put(KEY, "two".getBytes(StandardCharsets.UTF_8), first, 0);
            Timeline past = store.timeline().orElseThrow();
            assertEquals(List.of("one", "two"), past.history(KEY, 0, 10).items().stream()
                    .map(item -> text(item.value().orElseThrow().value())).toList());
            try (KeyValuePort.Watch watch = store.watch("/registry/", "/registry0", store.currentRevision() + 1,
                    new Heard(told))) {
                past.rewind(first);
                assertEquals("rewind to one", told.take());
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Heard(BlockingQueue<String> told) implements WatchListener {
        @Override
        public void onEvents(List<WatchEvent> events) {
            told.add("events");
        }

        @Override
        public void onRewind(List<WatchEvent> events) {
            for (WatchEvent event : events) {
                if (event instanceof WatchEvent.Put put) {
                    told.add("rewind to " + text(put.current().value()));
                }
            }
        }

        @Override
        public void onProgress(long revision) {}

        @Override
        public void onEnd(StoreException reason) {}
    }
}
