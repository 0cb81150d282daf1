package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.testing.CoracleCluster;
import dev.coracle.testing.CoracleExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RewindAfterEachTest {

    @RegisterExtension
    static final CoracleExtension CORACLE = new CoracleExtension(CoracleCluster.builder().apiOnly().inMemoryOnly())
            .rewindAfterEach();

    private static void create(ApiClient client, String name) {
        client.resources(ConfigMap.class).create(new ConfigMapBuilder().withNewMetadata().withName(name)
                .withNamespace("default").endMetadata().build());
    }

    private static List<String> maps(ApiClient client) {
        return client.resources(ConfigMap.class).list("default", ListOptions.ALL).items().stream()
                .map(map -> map.getMetadata().getName()).filter(name -> !name.startsWith("kube-")).sorted().toList();
    }

    @BeforeAll
    static void forAll(ApiClient client) {
        create(client, "for-all");
    }

    @BeforeEach
    void forEach(ApiClient client) {
        create(client, "for-each");
    }

    @RepeatedTest(3)
    void whatATestDidIsGoneForTheNext(ApiClient client) {
        assertEquals(List.of("for-all", "for-each"), maps(client));
        create(client, "own");
    }

    @Test
    void whatATestDeletedIsBackForTheNext(ApiClient client) {
        assertEquals(List.of("for-all", "for-each"), maps(client));
        client.resources(ConfigMap.class).delete("default", "for-all",
                dev.coracle.client.resource.DeleteOptions.DEFAULT);
    }

    @Nested
    class Inside {
        @RepeatedTest(2)
        void theSameHoldsInside(ApiClient client) {
            assertEquals(List.of("for-all", "for-each"), maps(client));
            create(client, "inside");
        }
    }
}
