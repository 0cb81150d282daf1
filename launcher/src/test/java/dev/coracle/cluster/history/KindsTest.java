package dev.coracle.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.cluster.folder.ClusterException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindsTest {

    private static ResourceInfo info(String group, String version, String plural, String singular, String kind,
            String... shortNames) {
        return new ResourceInfo(new GroupVersion(group, version), plural, singular, kind, true, Set.of(),
                List.of(shortNames), List.of(), List.of());
    }

    private final Kinds kinds = new Kinds(List.of(info("", "v1", "events", "event", "Event", "ev"),
            info("", "v1", "pods", "pod", "Pod", "po"),
            info("apps", "v1", "deployments", "deployment", "Deployment", "deploy"),
            info("events.k8s.io", "v1", "events", "event", "Event", "ev")));

    @ParameterizedTest
    @CsvSource({"po,pods", "Pod,pods", "PODS,pods", "pod.v1,pods", "deploy,deployments.apps",
        "deployments.apps,deployments.apps",
        "deployment.v1.apps,deployments.apps", "events,events", "ev.events.k8s.io,events.events.k8s.io"})
    void findsWhatIsMeant(String name, String expected) {
        assertEquals(expected, kinds.find(name).groupResource().toString());
    }

    @Test
    void whatIsNotServedIsRefused() {
        for (String name : List.of("", "boats", "pods.apps", "deployments.v2.apps", ".")) {
            assertThrows(ClusterException.class, () -> kinds.find(name), name);
        }
    }
}
