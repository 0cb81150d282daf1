package dev.coracle.store.robustness.threads;

import dev.coracle.base.collect.PersistentSortedMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Persistent maps as the store uses them: who writes swaps the current one for its successor, who reads takes what is current and reads it
 * without a lock. Lincheck tries the ways in which threads can interleave.
 */
@Tag("lincheck")
class SnapshotLincheckTest {

    @Test
    void readersSeeWholeSnapshots() {
        new ModelCheckingOptions().iterations(6).invocationsPerIteration(150).threads(3).actorsPerThread(2)
                .sequentialSpecification(Plain.class).check(Swapped.class);
    }

    /** Two entries are always written together; a reader must never see one without the other. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    public static class Swapped {
        private final ReentrantLock writing = new ReentrantLock();
        private volatile PersistentSortedMap<Integer, Integer> current = PersistentSortedMap.empty(Integer::compare);

        @Operation
        public void put(@Param(name = "key") int key, @Param(gen = IntGen.class, conf = "1:9") int value) {
            writing.lock();
            try {
                current = current.with(key, value).with(-key, value);
            } finally {
                writing.unlock();
            }
        }

        @Operation
        public void remove(@Param(name = "key") int key) {
            writing.lock();
            try {
                current = current.without(key).without(-key);
            } finally {
                writing.unlock();
            }
        }

        @Operation
        public String all() {
            StringBuilder text = new StringBuilder();
            Iterator<Map.Entry<Integer, Integer>> all = current.iterator();
            while (all.hasNext()) {
                Map.Entry<Integer, Integer> entry = all.next();
                text.append(entry.getKey()).append('=').append(entry.getValue()).append(' ');
            }
            return text.toString();
        }
    }

    /** The same with one client. */
    public static class Plain {
        private final TreeMap<Integer, Integer> map = new TreeMap<>();

        public void put(int key, int value) {
            map.put(key, value);
            map.put(-key, value);
        }

        public void remove(int key) {
            map.remove(key);
            map.remove(-key);
        }

        public String all() {
            StringBuilder text = new StringBuilder();
            map.forEach((key, value) -> text.append(key).append('=').append(value).append(' '));
            return text.toString();
        }
    }
}
