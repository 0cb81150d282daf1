package dev.coracle.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.cluster.past.FakeServer;
import dev.coracle.cluster.past.PastClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectHistoryTest {

    private static final ResourceInfo MAPS = new ResourceInfo(new GroupVersion("", "v1"), "configmaps", "configmap",
            "ConfigMap", true, Set.of(), List.of(), List.of(), List.of());
    private static final String FIRST = "/coracle/v1/history?version=v1&resource=configmaps&namespace=ns&name=m&limit=500";

    private static String put(long revision, String data, String... managers) {
        StringBuilder fields = new StringBuilder();
        for (String manager : managers) {
            String[] parts = manager.split("@");
            fields.append(fields.isEmpty() ? "" : ",")
                    .append("{'manager':'" + parts[0] + "','time':'" + parts[1] + "'}");
        }
        return "{'revision':" + revision + ",'time':'2026-11-28T21:00:00.5Z','type':'put','object':{'metadata':{"
                + "'managedFields':[" + fields + "]},'data':{'a':'" + data + "'}}}";
    }

    @Test
    void readsAllPagesAndSaysWhoChangedWhat() {
        FakeServer server = new FakeServer()
                .answers("GET /coracle/v1/store", 200, "{'rewinds':[{'revision':9,'to':5}]}")
                .answers("GET " + FIRST, 200, "{'compactedRevision':4,'continue':'c','items':["
                        + put(5, "1", "kubectl@1") + "," + put(7, "2", "kubectl@1", "helm@2") + "]}")
                .answers("GET " + FIRST + "&continue=c", 200, "{'compactedRevision':4,'items':["
                        + "{'revision':8,'time':'2026-11-28T21:00:01Z','type':'delete'}," + put(9, "3", "kubectl@3")
                        + "]}");
        ObjectHistory history = ObjectHistory.read(new PastClient(server.client()), MAPS, "ns", "m");
        List<Version> versions = history.versions();
        assertEquals(List.of(5L, 7L, 8L, 9L), versions.stream().map(Version::revision).toList());
        assertEquals(
                List.of(Version.Event.CREATED, Version.Event.CHANGED, Version.Event.DELETED, Version.Event.TAKEN_BACK),
                versions.stream().map(Version::event).toList());
        assertEquals(List.of(Optional.of("kubectl"), Optional.of("helm"), Optional.empty(), Optional.empty()),
                versions.stream().map(Version::writer).toList());
        assertEquals("data.a", versions.get(1).changes().getFirst().path());
        assertEquals("2", versions.get(2).object().path("data").path("a").asString(""),
                "a deletion shows what there was");
        assertEquals(4, history.oldest());
        assertTrue(history.complete());
    }
}
