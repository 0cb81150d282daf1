package dev.coracle.apiserver.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.Lifetime;
import dev.coracle.apiserver.response.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeavyBodiesTest {

    private static final HttpResponse SMALL = HttpResponse.text(200, "done");
    /** A body of so many bytes weighs all that there is room for. */
    private static final int EVERYTHING = 1 << 20;

    private final HeavyBodies bodies = new HeavyBodies(new HeapRoom(new HeapRoom.Heap() {
        @Override
        public long most() {
            return 4L * 8 * EVERYTHING;
        }

        @Override
        public long used() {
            return 0;
        }

        @Override
        public void collect() {}
    }));

    private static HttpRequest body(int bytes) {
        return new HttpRequest("POST", "/api/v1/namespaces/n/pods", "", Map.of(),
                "x".repeat(bytes).getBytes(StandardCharsets.UTF_8), List.of(), "192.0.2.1", true, "HTTP/1.1", false,
                new Lifetime());
    }

    @Test
    void whoTakesAllIsWaitedForByTheLargeAndNotByTheSmall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<HttpResponse> second = new CompletableFuture<>();
            bodies.within(body(EVERYTHING), () -> {
                threads.execute(() -> {
                    asked.countDown();
                    second.complete(bodies.within(body(EVERYTHING / 2), () -> SMALL));
                });
                bodies.within(body(1000), () -> SMALL);
                assertFalse(second.isDone());
                return SMALL;
            });
            asked.await();
            assertEquals(SMALL, second.get());
        }
    }

    @Test
    void aFailureGivesBackWhatWasTaken() {
        for (int i = 0; i < 3; i++) {
            assertThrows(StatusException.class, () -> bodies.within(body(EVERYTHING), () -> {
                throw StatusException.badRequest("no");
            }));
        }
    }

    /** Only of its own size: the rest is free for the next. */
    @Test
    void aLargeAnswerKeepsRoomUntilItHasBeenTaken() {
        HttpRequest first = body(EVERYTHING);
        bodies.within(first, () -> HttpResponse.of(200, "text/plain", new byte[EVERYTHING]));
        bodies.within(body(EVERYTHING / 2), () -> SMALL);
        first.lifetime().end(false);
        bodies.within(body(EVERYTHING), () -> SMALL);
    }
}
