package dev.coracle.client.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.rest.FakeTransport;
import dev.coracle.client.wire.Serialization;
import dev.coracle.client.wire.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(20)
class LeaderElectorTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private volatile String lease = "";
    private volatile int version;
    private volatile boolean refuse;
    private final ApiClient client = new ApiClient(new FakeTransport(this::answer), clock, "t");

    private synchronized Transport.Response answer(Transport.Request request) {
        if (refuse) {
            return FakeTransport.json(500, "{'kind':'Status','code':500}");
        }
        if (request.method().equals("GET")) {
            return lease.isEmpty()
                    ? FakeTransport.json(404, "{'kind':'Status','code':404}")
                    : FakeTransport.json(200, lease);
        }
        ObjectNode object = (ObjectNode) Serialization.mapper().readTree(request.body());
        if (!versionOf(object).equals(lease.isEmpty() ? "" : versionOf(Serialization.mapper().readTree(lease)))) {
            return FakeTransport.json(409, "{'kind':'Status','code':409,'reason':'Conflict'}");
        }
        ((ObjectNode) object.path("metadata")).put("resourceVersion", Integer.toString(++version));
        lease = object.toString();
        return FakeTransport.json(200, lease);
    }

    private static String versionOf(JsonNode lease) {
        return lease.path("metadata").path("resourceVersion").asString("");
    }

    private LeaderElector elector(String identity) {
        return new LeaderElector(client, clock, new LeaseName("ns", "l"), identity, Durations.DEFAULT);
    }

    private void advanceWhile(Thread thread, AtomicBoolean until) throws InterruptedException {
        advanceUntil(() -> !thread.isAlive() || until.get());
    }

    private void advanceUntil(BooleanSupplier reached) throws InterruptedException {
        clock.advanceUntil(reached, Duration.ofSeconds(1));
    }

    @Test
    void waitsUntilTheOtherHasBeenSilentForALease() throws Exception {
        setLease("'holderIdentity':'other','leaseDurationSeconds':15");
        AtomicBoolean led = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                elector("me").run(() -> led.set(true));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        advanceWhile(thread, led);
        assertTrue(clock.now().isAfter(Instant.ofEpochSecond(15)));
        advanceWhile(thread, new AtomicBoolean());
        assertTrue(led.get());
        assertTrue(lease.contains("\"holderIdentity\":\"\""), lease);
        assertTrue(lease.contains("\"leaseTransitions\":1"), lease);
    }

    private Thread leads(AtomicBoolean interrupted) throws InterruptedException {
        CountDownLatch leading = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                elector("me").run(() -> {
                    leading.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        advanceUntil(() -> leading.getCount() == 0);
        return thread;
    }

    private synchronized void setLease(String spec) {
        lease = ("{'kind':'Lease','metadata':{'namespace':'ns','name':'l','resourceVersion':'" + ++version
                + "'},'spec':{" + spec + "}}").replace('\'', '"');
    }

    @Test
    void holdsOnToALeaseThatWasTakenBackToAnEarlierHolder() throws Exception {
        String others = "'holderIdentity':'other','leaseDurationSeconds':15,'leaseTransitions':3,"
                + "'acquireTime':'1970-01-01T00:00:00.000000Z','renewTime':'1970-01-01T00:00:00.000000Z'";
        setLease(others);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = leads(interrupted);
        assertTrue(lease.contains("\"leaseTransitions\":4"), lease);
        setLease(others);
        advanceUntil(() -> lease.contains("\"holderIdentity\":\"me\""));
        assertFalse(interrupted.get());
        assertTrue(lease.contains("\"leaseTransitions\":4"), lease);
        thread.interrupt();
        thread.join();
    }

    @Test
    void letsGoAtOnceWhenAnotherHoldsTheLease() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = leads(interrupted);
        Instant before = clock.now();
        setLease("'holderIdentity':'other','leaseDurationSeconds':15,'leaseTransitions':1,"
                + "'renewTime':'1971-01-01T00:00:00.000000Z'");
        advanceWhile(thread, interrupted);
        thread.join();
        assertTrue(interrupted.get());
        assertTrue(Duration.between(before, clock.now()).compareTo(Duration.ofSeconds(5)) < 0);
        assertTrue(lease.contains("\"other\""), lease);
    }

    @Test
    void stopsWhatItLeadsWhenTheLeaseIsLost() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch leading = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                elector("me").run(() -> {
                    leading.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        leading.await();
        assertTrue(lease.contains("\"holderIdentity\":\"me\""), lease);
        refuse = true;
        advanceWhile(thread, interrupted);
        thread.join();
        assertTrue(interrupted.get());
        assertFalse(lease.isEmpty());
        assertEquals(1,
                Integer.signum(Duration.between(Instant.ofEpochSecond(9), clock.now()).compareTo(Duration.ZERO)));
    }
}
