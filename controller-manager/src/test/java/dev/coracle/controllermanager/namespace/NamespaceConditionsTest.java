package dev.coracle.controllermanager.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NamespaceConditionsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Namespace namespace = new NamespaceBuilder().withNewMetadata().withName("n").endMetadata()
            .withNewStatus().addNewCondition().withType("NamespaceContentRemaining").withStatus("True")
            .withLastTransitionTime("2026-11-30T11:00:00Z").endCondition().endStatus().build();

    private JsonNode condition(Remains remains, String type) {
        for (JsonNode each : NamespaceConditions.of(namespace, remains, NOW)) {
            if (each.path("type").asString().equals(type)) {
                return each;
            }
        }
        throw new AssertionError(type + " is missing");
    }

    @Test
    void aGroupThatDoesNotAnswerHoldsTheNamespaceAndIsNamed() {
        SortedMap<String, String> silent = new TreeMap<>(Map.of("wardle.example.com/v1beta1", "no answer"));
        Remains remains = new Remains(Map.of(), Map.of(), List.of(), silent, 0);
        assertFalse(remains.none());
        JsonNode failure = condition(remains, "NamespaceDeletionDiscoveryFailure");
        assertEquals("True", failure.path("status").asString());
        assertEquals("DiscoveryFailed", failure.path("reason").asString());
        assertEquals(
                "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: "
                        + "wardle.example.com/v1beta1: no answer",
                failure.path("message").asString());
        assertEquals("False", condition(remains, "NamespaceDeletionContentFailure").path("status").asString());
    }

    @Test
    void whatRemainsIsCountedAndKeepsItsTime() {
        Remains remains = new Remains(Map.of("pods", 2), Map.of("example.com/hold", 1), List.of(), new TreeMap<>(), 30);
        JsonNode content = condition(remains, "NamespaceContentRemaining");
        assertEquals("Some resources are remaining: pods has 2 resource instances", content.path("message").asString());
        assertEquals("2026-11-30T11:00:00Z", content.path("lastTransitionTime").asString());
        JsonNode held = condition(remains, "NamespaceFinalizersRemaining");
        assertEquals("Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
                held.path("message").asString());
        assertEquals("2026-11-30T12:00:00Z", held.path("lastTransitionTime").asString());
    }
}
