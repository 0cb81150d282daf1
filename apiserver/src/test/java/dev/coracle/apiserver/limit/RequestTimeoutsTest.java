package dev.coracle.apiserver.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that take too long, and those that don't. */
@Timeout(30)
class RequestTimeoutsTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final RequestTimeouts timeouts = RequestTimeouts.start(Duration.ofSeconds(60), clock);

    @AfterEach
    void stop() {
        timeouts.close();
    }

    private static RequestContext request(String query) {
        HttpRequest request = new HttpRequest("GET", "/api/v1/pods", query, Map.of(), new byte[0], List.of(), "", true);
        return new RequestContext(request, RequestInfoResolver.resolve(request), UserInfo.ANONYMOUS, "id",
                Instant.EPOCH, new Warnings());
    }

    /** Waits in a request until it is interrupted; meanwhile time passes. */
    private HttpResponse waitingFor(String query, Duration passing) throws InterruptedException {
        try (RequestTimeouts.Lease lease = timeouts.begin(request(query))) {
            clock.awaitWaiting(1);
            clock.advance(passing);
            HttpResponse answer = HttpResponse.text(200, "in time");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                answer = HttpResponse.text(500, "interrupted");
            }
            return lease.outcome(answer);
        }
    }

    @Test
    void oneThatWaitsTooLongIsAnsweredWith504() throws InterruptedException {
        HttpResponse answer = waitingFor("", Duration.ofSeconds(61));
        assertEquals(504, answer.status());
        assertEquals("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                + "\"Timeout: request did not complete within the allotted timeout\",\"reason\":\"Timeout\","
                + "\"details\":{},\"code\":504}",
                new String(HttpResponse.body(answer), StandardCharsets.UTF_8).strip());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void theClientMayWantToWaitLess() throws InterruptedException {
        assertEquals(504, waitingFor("limit=1&timeout=2s", Duration.ofSeconds(3)).status());
    }

    @Test
    void whatHasSucceededStaysSo() throws InterruptedException {
        try (RequestTimeouts.Lease lease = timeouts.begin(request(""))) {
            clock.awaitWaiting(1);
            clock.advance(Duration.ofSeconds(61));
            assertThrows(InterruptedException.class, () -> Await.until(() -> false));
            Thread.currentThread().interrupt(); // as those do who can't end at once
            assertEquals(201, lease.outcome(HttpResponse.text(201, "made")).status());
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void aTimeoutThatIsNoneIsRefused() {
        StatusException e = assertThrows(StatusException.class, () -> timeouts.begin(request("timeout=abc")));
        assertEquals(400, e.status().code());
        assertEquals("invalid timeout specified in the request URL - time: invalid duration \"abc\"",
                e.status().message());
    }
}
