package dev.coracle.client.informer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.rest.FakeTransport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InformerTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final LinkedBlockingQueue<String> lists = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> mapLists = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<FakeTransport.Feed> watches = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final FakeTransport transport = new FakeTransport(request -> {
        asked.add(request.path());
        try {
            if (request.path().contains("watch=true")) {
                return watches.take().response();
            }
            String list = (request.path().contains("/configmaps") ? mapLists : lists).take();
            if (list.isEmpty()) {
                throw new IOException("connection refused");
            }
            return FakeTransport.json(200, list);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    });

    private static String pod(String name, int version) {
        return "{'metadata':{'namespace':'n','name':'" + name + "','resourceVersion':'" + version
                + "','labels':{'app':'" + name + "'}}}";
    }

    private static String list(int version, String... pods) {
        return "{'metadata':{'resourceVersion':'" + version + "'},'items':[" + String.join(",", pods) + "]}";
    }

    private String next() throws InterruptedException {
        return String.valueOf(seen.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void followsListAndWatchAndListsAgainWhenGone() throws Exception {
        lists.add(""); // The server is not there yet.
        lists.add(list(10, pod("a", 3), pod("b", 4)));
        FakeTransport.Feed first = new FakeTransport.Feed();
        FakeTransport.Feed second = new FakeTransport.Feed();
        watches.add(first);
        try (InformerFactory factory = new InformerFactory(new ApiClient(transport, clock, "t"), clock)) {
            factory.addIndex(Pod.class, "app", p -> List.copyOf(p.getMetadata().getLabels().values()));
            Informer<Pod> pods = factory.informer(Pod.class);
            pods.addHandler(new Recorder());
            factory.start();
            clock.awaitWaiting(1);
            clock.advance(Duration.ofSeconds(1));
            factory.awaitSynced();
            assertEquals(java.util.Set.of("+a3", "+b4"), java.util.Set.of(next(), next()));

            first.send("{'type':'MODIFIED','object':" + pod("a", 11) + "}");
            assertEquals("a3>a11", next());
            first.send("{'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'20'}}}");
            first.send("{'type':'DELETED','object':" + pod("b", 21) + "}");
            assertEquals("-b21", next());
            assertEquals(1, pods.cache().byIndex("app", "a").size());
            assertEquals(0, pods.cache().byIndex("app", "b").size());

            // A watch that ends goes on from the last version.
            watches.add(second);
            first.end();
            second.send("{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired'}}");
            lists.add(list(30, pod("a", 11), pod("c", 29)));
            assertEquals("+c29", next());
            assertEquals("relisted", next());
            assertEquals("n/c", Keys.of(pods.cache().get("n", "c").orElseThrow()));
            assertEquals(2, pods.cache().list("n").size());
            assertEquals(1,
                    asked.stream().filter(p -> p.contains("watch") && p.contains("resourceVersion=21&")).count());
        }
    }

    @Test
    void whoCameUnderAnotherOnesNameIsNoChangeOfIt() throws Exception {
        lists.add(list(10, pod("a", 3), pod("b", 4)));
        FakeTransport.Feed first = new FakeTransport.Feed();
        watches.add(first);
        try (InformerFactory factory = new InformerFactory(new ApiClient(transport, clock, "t"), clock)) {
            Informer<Pod> pods = factory.informer(Pod.class);
            pods.addHandler(new Recorder());
            factory.start();
            factory.awaitSynced();
            assertEquals(java.util.Set.of("+a3", "+b4"), java.util.Set.of(next(), next()));
            lists.add(list(30, pod("a", 29).replace("'name'", "'uid':'other','name'"), pod("b", 28)));
            first.send("{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired'}}");
            assertEquals(List.of("-a3", "+a29", "b4>b28", "relisted"), List.of(next(), next(), next(), next()));
        }
    }

    @Test
    void aCacheWhoseVersionsAreGoneIsBehindUntilItIsFilledAnew() throws Exception {
        lists.add(list(10, pod("a", 3)));
        FakeTransport.Feed first = new FakeTransport.Feed();
        watches.add(first);
        try (InformerFactory factory = new InformerFactory(new ApiClient(transport, clock, "t"), clock)) {
            Informer<Pod> pods = factory.informer(Pod.class);
            factory.start();
            factory.awaitSynced();
            pods.awaitCurrent();
            asked.clear();
            first.send("{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired'}}");
            awaitListingAgain();
            Thread waiting = waiting(pods);
            assertTrue(waiting.isAlive(), "it is behind");
            lists.add(list(30, pod("a", 29)));
            waiting.join();
            assertEquals("29", pods.cache().get("n", "a").orElseThrow().getMetadata().getResourceVersion());
        }
    }

    @Test
    void whoHearsThatTheClusterWasTakenBackTellsTheOthers() throws Exception {
        lists.add(list(10, pod("a", 3)));
        FakeTransport.Feed first = new FakeTransport.Feed();
        watches.add(first);
        try (InformerFactory factory = new InformerFactory(new ApiClient(transport, clock, "t"), clock)) {
            Informer<Pod> pods = factory.informer(Pod.class);
            factory.start();
            factory.awaitSynced();
            asked.take();
            assertTrue(asked.take().contains("watch=true")); // so that the first one has the first watch
            mapLists.add(list(12));
            FakeTransport.Feed second = new FakeTransport.Feed();
            watches.add(second);
            Informer<ConfigMap> maps = factory.informer(ConfigMap.class);
            maps.awaitSynced();
            assertFalse(pods.awaitCurrent() || maps.awaitCurrent());
            second.send("{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired','details':{'causes':["
                    + "{'reason':'ClusterTakenBack','message':'21'}]}}}");
            mapLists.add(list(21));
            watches.add(new FakeTransport.Feed());
            maps.awaitCurrent();
            // Both do: the other's watch says nothing of it, and its versions are of another store.
            awaitListingAgain();
            awaitListingAgain();
            Thread waiting = waiting(pods);
            assertTrue(waiting.isAlive(), "behind without having heard it");
            lists.add(list(7, pod("a", 6)));
            watches.add(new FakeTransport.Feed());
            waiting.join();
            assertEquals("6", pods.cache().get("n", "a").orElseThrow().getMetadata().getResourceVersion());
        }
    }

    /** Its first list is without a limit, and whatever watches have been asked for before this is passed over. */
    private void awaitListingAgain() throws InterruptedException {
        while (!String.valueOf(asked.take()).contains("limit=")) {
            // That was a watch, or the first list.
        }
    }

    /** A thread that waits until an informer is current, or has ended since it is. */
    private static Thread waiting(Informer<?> informer) throws InterruptedException {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                informer.awaitCurrent();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until(() -> waiting.getState() == Thread.State.WAITING || !waiting.isAlive());
        return waiting;
    }

    private final class Recorder implements EventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            seen.add("+" + text(pod));
        }

        @Override
        public void onUpdate(Pod old, Pod now) {
            seen.add(text(old) + ">" + text(now));
        }

        @Override
        public void onDelete(Pod last) {
            seen.add("-" + text(last));
        }

        @Override
        public void onRelisted() {
            seen.add("relisted");
        }

        private String text(Pod pod) {
            return pod.getMetadata().getName() + pod.getMetadata().getResourceVersion();
        }
    }
}
