package dev.coracle.store.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The promises of the one writer, over an engine that can be held up and made to fail. */
class WriterTest {

    private final FakeBackend backend = new FakeBackend();
    private final MvccStore store = new MvccStore(backend);

    @AfterEach
    void close() {
        backend.allowed.ifPresent(gate -> gate.release(1000));
        store.close();
    }

    private static Function<WriteView, Long> put(String key, String value) {
        return view -> {
            view.put(MvccContract.bytes(key), MvccContract.bytes(value), 0);
            return view.writeRevision();
        };
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static StoreException failure(CompletableFuture<?> answer) {
        return assertInstanceOf(StoreException.class,
                assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS)).getCause());
    }

    /** Holds up the first commit. @return lets it go on */
    private Semaphore holdUp() {
        Semaphore gate = new Semaphore(0);
        backend.allowed = Optional.of(gate);
        return gate;
    }

    @Test
    void whateverComesWhileOneCommitIsUnderWayIsInTheNext() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<Long> first = store.submit(10, put("first", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        List<CompletableFuture<Long>> others = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            others.add(store.submit(10, put("other" + i, "1")));
        }
        gate.release(2);
        long revision = get(first);
        for (CompletableFuture<Long> other : others) {
            assertEquals(++revision, get(other));
        }
        assertEquals(2, backend.commits.get());
    }

    /** etcd 14370: neither readers, watches nor the writer itself learn of what could still be lost. */
    @Test
    void nothingIsSeenBeforeItIsDurable() throws Exception {
        HeardEvents heard = new HeardEvents();
        store.watches().watch(MvccContract.FIRST, MvccContract.ALL, 0, heard);
        long before = store.revision();
        Semaphore gate = holdUp();
        CompletableFuture<Long> answer = store.submit(10, put("a", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        assertEquals(before, store.revision());
        assertTrue(store.read().get(MvccContract.bytes("a")).isEmpty());
        assertEquals(before, store.watches().toldUpTo());
        assertTrue(heard.events.isEmpty());
        assertFalse(answer.isDone());
        gate.release();
        long revision = get(answer);
        // The watch was told before the write was answered.
        assertEquals(revision, heard.events.element().revision());
    }

    @Test
    void aFullDiskRefusesWritesAndGoesOnOnceThereIsRoom() throws Exception {
        long first = get(store.submit(10, put("a", "1")));
        backend.leaves = true;
        backend.failure = Optional.of(new StoreException.NoSpace("on purpose"));
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(StoreException.NoSpace.class, failure(store.submit(10, view -> {
                view.put(MvccContract.bytes("a"), MvccContract.bytes("lost"), 0);
                view.put(MvccContract.bytes("b"), MvccContract.bytes("lost"), 0);
                return true;
            })));
            assertArrayEquals(MvccContract.bytes("1"),
                    store.read().get(MvccContract.bytes("a")).orElseThrow().value());
            assertEquals(first, store.transact(WriteView::revision));
        }
        backend.failure = Optional.empty();
        assertEquals(first + 1, get(store.submit(10, put("a", "2"))));
        // What the failed commit left behind is gone: it would be half of another transaction.
        List<String> kept = new ArrayList<>();
        backend.notes(0, note -> kept.add(note.position().revision() + "." + note.position().place()));
        assertEquals(List.of(first + ".0", first + 1 + ".0"), kept);
    }

    @Test
    void whatOnlyReadsIsAnsweredBesideAWriteThatFails() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<Long> first = store.submit(10, put("a", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        CompletableFuture<Long> fails = store.submit(10, put("a", "2"));
        CompletableFuture<Boolean> reads = store.submit(10,
                view -> view.get(MvccContract.bytes("a")).orElseThrow().value()[0] == '1');
        gate.release();
        get(first);
        backend.failure = Optional.of(new StoreException.Unavailable("on purpose"));
        gate.release(10);
        assertInstanceOf(StoreException.Unavailable.class, failure(fails));
        assertTrue(get(reads));
    }

    @Test
    void closingAnswersEverybody() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<Long> underWay = store.submit(10, put("a", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        CompletableFuture<Long> waits = store.submit(10, put("b", "1"));
        Thread closing = Thread.ofVirtual().start(store::close);
        assertInstanceOf(StoreException.Unavailable.class, failure(waits));
        gate.release();
        get(underWay);
        closing.join();
        assertInstanceOf(StoreException.Unavailable.class, failure(store.submit(10, put("c", "1"))));
        assertThrows(StoreException.Unavailable.class, () -> store.transact(put("c", "1")));
    }

    @Test
    void anInterruptedCallerGetsUnavailable() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<StoreException> caught = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                store.transact(put("a", "1"));
            } catch (StoreException e) {
                caught.complete(e);
            }
        });
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        caller.interrupt();
        assertInstanceOf(StoreException.Unavailable.class, caught.get(10, TimeUnit.SECONDS));
        gate.release();
    }

    @Test
    void theQueueIsBoundedInNumberAndInBytes() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<Long> first = store.submit(10, put("a", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        CompletableFuture<Long> large = store.submit(64 << 20, put("b", "1"));
        CompletableFuture<Long> refused = store.submit(10, put("c", "1"));
        assertInstanceOf(StoreException.TooManyRequests.class, failure(refused));
        gate.release(2);
        get(first);
        get(large);
        gate.release();
        get(store.submit(10, put("c", "1")));
    }

    @Test
    void aCommitIsBoundedInBytes() throws Exception {
        Semaphore gate = holdUp();
        CompletableFuture<Long> first = store.submit(10, put("a", "1"));
        assertTrue(backend.begun.tryAcquire(10, TimeUnit.SECONDS));
        List<CompletableFuture<Long>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(store.submit(5 << 20, put("b" + i, "1")));
        }
        gate.release(100);
        get(first);
        for (CompletableFuture<Long> other : others) {
            get(other);
        }
        assertEquals(5, backend.commits.get());
    }
}
