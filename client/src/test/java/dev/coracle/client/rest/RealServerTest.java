package dev.coracle.client.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.election.Durations;
import dev.coracle.client.election.LeaderElector;
import dev.coracle.client.election.LeaseName;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.node.ObjectNode;

/** The client against a server that is really there: {@code -Dcoracle.kubeconfig=FILE}. */
@EnabledIfSystemProperty(named = "coracle.kubeconfig", matches = ".+")
@Timeout(60)
class RealServerTest {

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withData(Map.of("k", value)).build();
    }

    @Test
    void livesTheLifeOfAnObject() throws Exception {
        SystemClock clock = SystemClock.instance();
        Kubeconfig config = Kubeconfig.load(Path.of(System.getProperty("coracle.kubeconfig")));
        try (ApiClient client = ApiClient.connect(config, clock, "real-server-test");
                InformerFactory informers = new InformerFactory(client, clock)) {
            assertTrue(client.discovery().serverVersion().startsWith("v1.3"));
            assertTrue(client.discovery().preferredResources().stream()
                    .anyMatch(r -> r.resource().equals("deployments") && r.subresource("scale").isPresent()));
            Informer<ConfigMap> maps = informers.informer(ConfigMap.class);
            CountDownLatch added = new CountDownLatch(1);
            CountDownLatch updated = new CountDownLatch(1);
            CountDownLatch deleted = new CountDownLatch(1);
            ResourceClient<ConfigMap> resource = client.resources(ConfigMap.class);
            resource.get("default", "rst").ifPresent(m -> resource.delete("default", "rst", DeleteOptions.DEFAULT));
            informers.start();
            informers.awaitSynced();
            maps.addHandler(dev.coracle.client.informer.EventHandler.forEach(m -> {
                if (m.getMetadata().getName().equals("rst")) {
                    added.countDown();
                    if ("2".equals(m.getData().get("k"))) {
                        (updated.getCount() > 0 ? updated : deleted).countDown();
                    }
                }
            }));
            ConfigMap made = resource.create(configMap("rst", "1"));
            assertTrue(added.await(5, TimeUnit.SECONDS));
            resource.update(new ConfigMapBuilder(made).withData(Map.of("k", "2")).build());
            assertTrue(updated.await(5, TimeUnit.SECONDS));
            ApiException conflict = org.junit.jupiter.api.Assertions.assertThrows(ApiException.class,
                    () -> resource.update(made));
            assertTrue(conflict.isConflict());
            ObjectNode apply = Serialization.toTree(configMap("rst", "2"));
            assertEquals("2", resource.patch("default", "rst", PatchType.APPLY, apply).getData().get("k"));
            assertEquals(1, client.metadata(ApiClient.resourceInfo(ConfigMap.class)).list("default",
                    ListOptions.fields("metadata.name=rst")).items().size());
            try (EventRecorder events = new EventRecorder(client, clock, "tester")) {
                events.event(made, EventRecorder.NORMAL, "Tested", "once");
                events.event(made, EventRecorder.NORMAL, "Tested", "once");
                Await.until(() -> client.resources(Event.class)
                        .list("default", ListOptions.fields("involvedObject.uid=" + made.getMetadata().getUid()))
                        .items().stream().anyMatch(event -> event.getCount() == 2));
            }
            resource.delete("default", "rst", DeleteOptions.background());
            assertTrue(deleted.await(5, TimeUnit.SECONDS));
            assertFalse(resource.get("default", "rst").isPresent());
            CountDownLatch led = new CountDownLatch(1);
            new LeaderElector(client, clock, new LeaseName("default", "rst"), "me", Durations.DEFAULT)
                    .run(led::countDown);
            assertEquals(0, led.getCount());
            assertEquals("", client.resources(Lease.class).get("default", "rst").orElseThrow().getSpec()
                    .getHolderIdentity());
        }
    }

    @Test
    void isQuickEnough() throws Exception {
        Kubeconfig config = Kubeconfig.load(Path.of(System.getProperty("coracle.kubeconfig")));
        try (ApiClient client = ApiClient.connect(config, SystemClock.instance(), "real-server-test")) {
            ResourceClient<ConfigMap> resource = client.resources(ConfigMap.class);
            resource.get("default", "none");
            long began = System.nanoTime();
            Thread[] threads = new Thread[32];
            for (int t = 0; t < threads.length; t++) {
                threads[t] = Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        resource.list("default", ListOptions.ALL.page(1, ""));
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.printf("%.0f lists of one a second%n", 3200e9 / (System.nanoTime() - began));
        }
    }
}
