package dev.coracle.apiserver.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeapRoomTest {

    private static final long MB = 1 << 20;

    private final FakeHeap heap = new FakeHeap(256 * MB);
    private final HeapRoom room = new HeapRoom(heap);

    @Test
    void largeOnesWaitForOneAnotherAndSmallOnesGoBy() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HeapRoom.Part first = room.take(60 * MB);
            CompletableFuture<HeapRoom.Part> second = CompletableFuture.supplyAsync(() -> {
                asked.countDown();
                return room.take(20 * MB);
            }, threads);
            asked.await();
            room.take(MB / 4).close();
            assertFalse(second.isDone());
            first.close();
            second.get().close();
        }
    }

    @Test
    void whateverFitsGoesAtTheSameTime() {
        try (HeapRoom.Part first = room.take(30 * MB); HeapRoom.Part second = room.take(30 * MB)) {
            room.take(10).close();
        }
    }

    @Test
    void whatIsGivenBackEarlyIsNotGivenBackTwice() {
        HeapRoom.Part first = room.take(60 * MB);
        first.shrink(20 * MB);
        first.shrink(30 * MB);
        HeapRoom.Part second = room.take(40 * MB);
        first.close();
        first.close();
        second.close();
        room.take(64 * MB).close();
    }

    @Test
    void moreThanTheShareIsLetInAloneIfThereIsRoom() {
        heap.fill(50 * MB, 190 * MB); // garbage is no obstacle
        room.take(150 * MB).close();
        heap.fill(100 * MB, 0);
        assertEquals(429, assertThrows(StatusException.class, () -> room.take(150 * MB)).status().code());
        heap.fill(50 * MB, 0);
        room.take(150 * MB).close();
    }

    @Test
    void whatThisHeapWillNeverHoldIsRefusedForGood() {
        StatusException refusal = assertThrows(StatusException.class, () -> room.take(2000 * MB));
        assertEquals(413, refusal.status().code());
        room.take(64 * MB).close();
    }
}
