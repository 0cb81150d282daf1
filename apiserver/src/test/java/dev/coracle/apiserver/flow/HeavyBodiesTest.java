package dev.coracle.apiserver.flow;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import java.time.Instant;
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

    private static RequestContext body(int bytes) {
        HttpRequest request = new HttpRequest("POST", "/api/v1/namespaces/n/pods", "", Map.of(), new byte[bytes],
                List.of(), "192.0.2.1", true);
        return new RequestContext(request, RequestInfoResolver.resolve(request), UserInfo.ANONYMOUS, "audit",
                Instant.EPOCH, new Warnings());
    }

    @Test
    void largeOnesWaitForOneAnotherAndSmallOnesGoBy() throws Exception {
        HeavyBodies bodies = new HeavyBodies(32 << 20);
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Permit first = bodies.enter(body(3 << 20));
            CompletableFuture<Permit> second = CompletableFuture.supplyAsync(() -> {
                asked.countDown();
                return bodies.enter(body(1 << 20));
            }, threads);
            asked.await();
            bodies.enter(body(1000)).close();
            assertFalse(second.isDone());
            first.close();
            second.get().close();
        }
    }

    @Test
    void whateverFitsGoesAtTheSameTime() {
        HeavyBodies bodies = new HeavyBodies(64 << 20);
        try (Permit first = bodies.enter(body(1 << 20)); Permit second = bodies.enter(body(1 << 20))) {
            bodies.enter(body(10)).close();
        }
    }
}
