package dev.coracle.apiserver.resource.core.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ServiceAllocatorsTest {

    private static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T12:00:00Z"));
    private final FakeObjects objects = new FakeObjects();
    private final ServiceAllocators allocators = new ServiceAllocators("10.96.0.0/16", 30000, 30010, clock);

    private static ObjectNode service(String name, String spec) {
        return FakeObjects.tree("{'metadata':{'namespace':'a','name':'" + name + "'},'spec':" + spec + "}");
    }

    private Runnable reserve(ObjectNode service) {
        return allocators.reserve(objects, service, Optional.empty());
    }

    @Test
    void givesAnAddressAndRecordsWhoseItIs() {
        ObjectNode service = service("s", "{'type':'ClusterIP','ports':[{'port':80}]}");
        Runnable undo = reserve(service);
        String ip = Trees.string(service, "spec", "clusterIP");
        assertTrue(Addresses.contains("10.96.0.0/16", ip), ip);
        ObjectNode address = objects.get(ADDRESSES, "", ip).orElseThrow();
        assertEquals("s", Trees.string(address, "spec", "parentRef", "name"));
        undo.run();
        assertTrue(objects.get(ADDRESSES, "", ip).isEmpty());
    }

    @Test
    void anAddressIsTakenOnceAlsoAfterARestart() {
        String spec = "{'type':'ClusterIP','clusterIP':'10.96.1.2','clusterIPs':['10.96.1.2']}";
        reserve(service("one", spec));
        assertMessage("failed to allocate IP 10.96.1.2: provided IP is already allocated", service("two", spec));
        ServiceAllocators restarted = new ServiceAllocators("10.96.0.0/16", 30000, 30010, clock);
        assertThrows(StatusException.class,
                () -> restarted.reserve(objects, service("two", spec), Optional.empty()));
        allocators.release(objects, service("one", spec));
        reserve(service("two", spec));
    }

    @Test
    void anAddressWhoseObjectCouldNotBeMadeIsFreeForTheNextOne() {
        String spec = "{'type':'ClusterIP','clusterIP':'10.96.1.2','clusterIPs':['10.96.1.2']}";
        objects.failCreates(1);
        StatusException failed = assertThrows(StatusException.class, () -> reserve(service("one", spec)));
        assertEquals(500, failed.status().code());
        reserve(service("one", spec));
    }

    @Test
    void theAddressOfAServiceThatWasNeverStoredIsFreeAgain() {
        String orphan = "{'metadata':{'name':'%s','uid':'u','creationTimestamp':'%s','labels':{"
                + "'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'}},'spec':{'parentRef':{'group':'',"
                + "'resource':'services','namespace':'a','name':'one'}}}";
        objects.with("networking.k8s.io", "ipaddresses", orphan.formatted("10.96.0.1", "2026-11-30T11:59:30Z"));
        objects.with("networking.k8s.io", "ipaddresses", orphan.formatted("10.96.0.9", "2026-11-30T11:58:00Z"));
        objects.with("networking.k8s.io", "ipaddresses", "{'metadata':{'name':'10.96.0.10','creationTimestamp':"
                + "'2026-11-30T11:00:00Z'},'spec':{'parentRef':{'resource':'services','namespace':'a','name':'two'}}}");
        String first = "{'type':'ClusterIP','clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1']}";
        assertMessage("provided IP is already allocated", service("one", first));
        assertTrue(objects.get(ADDRESSES, "", "10.96.0.9").isEmpty(), "a server that starts looks for them");
        assertTrue(objects.get(ADDRESSES, "", "10.96.0.10").isPresent(), "somebody else's");
        clock.advance(Duration.ofSeconds(31));
        reserve(service("one", first));
    }

    @Test
    void theAddressOfAServiceThatIsThereStays() {
        objects.with("networking.k8s.io", "ipaddresses", "{'metadata':{'name':'10.96.0.9','creationTimestamp':"
                + "'2026-11-30T11:00:00Z','labels':{'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'}},'spec':{'parentRef':{'resource':'services','namespace':'a','name':'one'}}}");
        String spec = "{'type':'ClusterIP','clusterIP':'10.96.0.9','clusterIPs':['10.96.0.9']}";
        objects.with("", "services", "{'metadata':{'namespace':'a','name':'one'},'spec':" + spec + "}");
        assertMessage("provided IP is already allocated", service("two", spec));
        assertTrue(objects.get(ADDRESSES, "", "10.96.0.9").isPresent());
    }

    @Test
    void headlessAndExternalServicesGetNone() {
        for (String spec : new String[]{"{'type':'ClusterIP','clusterIP':'None','clusterIPs':['None']}",
            "{'type':'ExternalName','externalName':'x.example'}"}) {
            reserve(service("s", spec));
        }
        assertTrue(objects.list(ADDRESSES, "").isEmpty());
    }

    @Test
    void nodePortsComeFromTheRangeAndAreUndoneWhenTheWriteFails() {
        for (int i = 0; i < 3; i++) {
            ObjectNode service = service("s" + i,
                    "{'type':'LoadBalancer','externalTrafficPolicy':'Local','ports':[{'port':80},{'port':81}]}");
            Runnable undo = reserve(service);
            Trees.objects(service, "spec", "ports").forEach(port -> {
                long given = port.path("nodePort").asLong(0);
                assertTrue(given >= 30000 && given <= 30010, "" + given);
            });
            assertTrue(service.path("spec").path("healthCheckNodePort").asLong(0) >= 30000);
            undo.run();
        }
        assertMessage("provided port is not in the valid range. The range of valid ports is 30000-30010",
                service("far", "{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}"));
    }

    private void assertMessage(String part, ObjectNode service) {
        StatusException refused = assertThrows(StatusException.class, () -> reserve(service));
        assertEquals(422, refused.status().code());
        assertTrue(refused.status().message().contains(part), refused.status().message());
    }
}
