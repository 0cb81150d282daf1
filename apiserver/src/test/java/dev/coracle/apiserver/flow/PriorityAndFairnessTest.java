package dev.coracle.apiserver.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.flow.queue.PriorityLevel;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.Lifetime;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityAndFairnessTest {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final FakeObjects objects = new FakeObjects();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PriorityAndFairness fairness = new PriorityAndFairness(objects, 20, resource -> 1000, clock);

    @AfterEach
    void close() {
        fairness.close();
        threads.shutdownNow();
    }

    private void level(String name, int shares, String response) {
        objects.with(GROUP, "prioritylevelconfigurations", """
                {'metadata':{'name':'%s','uid':'uid-of-%s'},'spec':{'type':'Limited','limited':{
                 'nominalConcurrencyShares':%d,'limitResponse':%s}}}""".formatted(name, name, shares, response));
    }

    private void schema(String name, int precedence, String level, String user) {
        objects.with(GROUP, "flowschemas", """
                {'metadata':{'name':'%s','uid':'uid-of-%s'},'spec':{'matchingPrecedence':%d,
                 'priorityLevelConfiguration':{'name':'%s'},'distinguisherMethod':{'type':'ByUser'},'rules':[{
                 'subjects':[{'kind':'User','user':{'name':'%s'}}],'resourceRules':[{'verbs':['*'],'apiGroups':['*'],
                 'resources':['*'],'clusterScope':true,'namespaces':['*']}]}]}}"""
                .formatted(name, name, precedence, level, user));
    }

    private static RequestContext request(String user, String method, String target, String... groups) {
        return request(new Lifetime(), user, method, target, groups);
    }

    private static RequestContext request(Lifetime lifetime, String user, String method, String target,
            String... groups) {
        String[] parts = target.split("\\?", 2);
        HttpRequest request = new HttpRequest(method, parts[0], parts.length > 1 ? parts[1] : "", Map.of(), new byte[0],
                List.of(), "192.0.2.1", true, "HTTP/1.1", false, lifetime);
        return new RequestContext(request, RequestInfoResolver.resolve(request),
                new UserInfo(user, "", List.of(groups), Map.of()), "audit", Instant.EPOCH, new Warnings());
    }

    private static RequestContext get(String user) {
        return request(user, "GET", "/api/v1/namespaces/n/pods/p");
    }

    @Test
    void requestsAreClassifiedByPrecedence() {
        level("one", 10, "{'type':'Reject'}");
        level("two", 10, "{'type':'Reject'}");
        schema("late", 500, "two", "*");
        schema("early", 100, "one", "ann");
        try (Permit ann = fairness.enter(get("ann")); Permit bob = fairness.enter(get("bob"))) {
            assertEquals(Map.of("X-Kubernetes-PF-FlowSchema-UID", "uid-of-early", "X-Kubernetes-PF-PriorityLevel-UID",
                    "uid-of-one"), ann.headers());
            assertEquals("uid-of-two", bob.headers().get("X-Kubernetes-PF-PriorityLevel-UID"));
        }
    }

    @Test
    void aLevelThatRejectsDoesSoWhenItIsFull() {
        level("small", 5, "{'type':'Reject'}");
        schema("s", 100, "small", "ann");
        // Half of the shares with catch-all: 10 seats.
        List<Permit> held = new java.util.ArrayList<>();
        for (int i = 0; i < 10; i++) {
            held.add(fairness.enter(get("ann")));
        }
        StatusException refused = assertThrows(StatusException.class, () -> fairness.enter(get("ann")));
        assertEquals(429, refused.status().code());
        assertEquals(1, refused.status().details().retryAfterSeconds());
        held.removeFirst().close();
        held.add(fairness.enter(get("ann")));
        held.forEach(Permit::close);
    }

    @Test
    void whoIsExemptIsNeverStopped() {
        for (int i = 0; i < 1000; i++) {
            fairness.enter(request("root", "GET", "/api/v1/pods", "system:masters"));
        }
    }

    @Test
    void othersGoOnWhileOneWaits() throws Exception {
        level("queued", 5, "{'type':'Queue','queuing':{'queues':64,'handSize':4,'queueLengthLimit':50}}");
        schema("s", 100, "queued", "*");
        List<Permit> held = new java.util.ArrayList<>();
        for (int i = 0; i < 10; i++) {
            held.add(fairness.enter(get("loud")));
        }
        List<CompletableFuture<Permit>> loud = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            loud.add(CompletableFuture.supplyAsync(() -> fairness.enter(get("loud")), threads));
        }
        awaitWaiting("queued", 40);
        CompletableFuture<Permit> quiet = CompletableFuture.supplyAsync(() -> fairness.enter(get("quiet")), threads);
        awaitWaiting("queued", 41);
        // Of five free seats (one for each queue with somebody in it) one is for whoever has had nothing.
        for (int i = 0; i < 5; i++) {
            held.removeFirst().close();
        }
        quiet.get().close();
        assertTrue(loud.stream().filter(CompletableFuture::isDone).count() <= 5);
    }

    @Test
    void whoWaitsTooLongIsRefused() throws Exception {
        level("queued", 5, "{'type':'Queue','queuing':{'queues':1,'handSize':1,'queueLengthLimit':50}}");
        schema("s", 100, "queued", "*");
        for (int i = 0; i < 10; i++) {
            fairness.enter(get("ann"));
        }
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(() -> {
            try {
                fairness.enter(get("ann"));
                return 200;
            } catch (StatusException refused) {
                return refused.status().code();
            }
        }, threads);
        awaitWaiting("queued", 1);
        clock.advanceUntil(late::isDone, Duration.ofSeconds(15));
        assertEquals(429, late.get());
    }

    @Test
    void listsTakeMoreSeatsTheMoreTheyRead() {
        level("small", 5, "{'type':'Reject'}");
        schema("s", 100, "small", "ann");
        try (Permit list = fairness.enter(request("ann", "GET", "/api/v1/pods"))) {
            assertThrows(StatusException.class, () -> fairness.enter(get("ann")));
        }
        fairness.enter(get("ann")).close();
    }

    @Test
    void watchesTakeSeatsWhileTheyBegin() {
        level("small", 5, "{'type':'Reject'}");
        schema("s", 100, "small", "ann");
        try (Permit all = fairness.enter(request("ann", "GET", "/api/v1/pods?watch=true&resourceVersion=0"))) {
            assertThrows(StatusException.class, () -> fairness.enter(get("ann")));
        }
        try (Permit rest = fairness.enter(request("ann", "GET", "/api/v1/pods?watch=true&resourceVersion=77"))) {
            fairness.enter(get("ann")).close();
        }
    }

    @Test
    void oneRequestTakesASmallPartOfAQueuedLevel() {
        level("queued", 5, "{'type':'Queue','queuing':{'queues':64,'handSize':4,'queueLengthLimit':50}}");
        schema("s", 100, "queued", "*");
        // Of ten seats a list of any length takes two.
        for (int i = 0; i < 5; i++) {
            fairness.enter(request("ann", "GET", "/api/v1/pods"));
        }
        String line = fairness.dumpLevels().lines().filter(each -> each.startsWith("queued,")).findFirst().orElse("");
        assertEquals("5", line.split(", +", -1)[5], "executing");
    }

    @Test
    void whoHasGoneWaitsNoMore() throws Exception {
        level("queued", 5, "{'type':'Queue','queuing':{'queues':1,'handSize':1,'queueLengthLimit':50}}");
        schema("s", 100, "queued", "*");
        for (int i = 0; i < 10; i++) {
            fairness.enter(get("ann"));
        }
        Lifetime lifetime = new Lifetime();
        CompletableFuture<Permit> waits = CompletableFuture.supplyAsync(
                () -> fairness.enter(request(lifetime, "ann", "GET", "/api/v1/namespaces/n/pods/p")), threads);
        awaitWaiting("queued", 1);
        lifetime.end(true);
        assertThrows(java.util.concurrent.ExecutionException.class, waits::get);
        awaitWaiting("queued", 0);
    }

    /** Until so many requests wait, as the server's own page says. */
    private void awaitWaiting(String level, int count) throws InterruptedException {
        Await.until(() -> fairness.dumpLevels().lines().filter(line -> line.startsWith(level + ",")).findFirst()
                .orElse("").split(", +", -1)[4].equals(Integer.toString(count)));
    }
}
