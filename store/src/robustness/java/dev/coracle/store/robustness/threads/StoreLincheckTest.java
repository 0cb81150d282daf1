package dev.coracle.store.robustness.threads;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.WriteResult;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The embedded store's port under Lincheck: short programs on two threads (more would spin in the way of the store's own), each run many times, and every outcome must be one of a plain
 * map with a counter. Stress and not model checking: the store has threads of its own, which Lincheck cannot steer.
 */
@Tag("lincheck")
class StoreLincheckTest {

    @Test
    void thePortIsLinearizable() {
        new StressOptions().iterations(15).invocationsPerIteration(100).threads(2).actorsPerThread(4)
                .sequentialSpecification(Plain.class).check(Embedded.class);
    }

    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    public static class Embedded {
        private final EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance());

        /** Writes over what is there. @return the revision; 0 if another was quicker */
        @Operation
        public long put(@Param(name = "key") int key) {
            return revision(store.put("k" + key, new byte[]{1}, 0, 0));
        }

        @Operation
        public long delete(@Param(name = "key") int key, @Param(gen = IntGen.class, conf = "2:5") int expected) {
            return revision(store.delete("k" + key, expected));
        }

        private static long revision(WriteResult result) {
            return result instanceof WriteResult.Written written ? written.revision() : 0;
        }

        @Operation
        public String list() {
            var read = store.list("k", "l", 0, OptionalLong.empty());
            return read.value().items().stream().map(KeyValue::modRevision).map(String::valueOf)
                    .collect(Collectors.joining(",")) + "@" + read.revision();
        }

        /** Every program's store is closed when it has run: it has threads. */
        @Validate
        public void close() {
            store.close();
        }
    }

    /** The same with one client. */
    public static class Plain {
        private final TreeMap<Integer, Long> map = new TreeMap<>();
        private long revision = 1;

        public long put(int key) {
            if (map.containsKey(key)) {
                return 0;
            }
            map.put(key, ++revision);
            return revision;
        }

        public long delete(int key, int expected) {
            boolean there = map.getOrDefault(key, 0L) == expected;
            if (there) {
                map.remove(key);
                revision++;
            }
            return there ? revision : 0;
        }

        public String list() {
            return map.values().stream().map(String::valueOf).collect(Collectors.joining(",")) + "@" + revision;
        }
    }
}
