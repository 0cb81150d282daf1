package dev.coracle.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ReinvocationTest {

    private final Reinvocation reinvocation = new Reinvocation();
    private final ObjectNode object = Json.object();

    /** One turn of a plugin that asks about a single thing. @return whether it was asked */
    private boolean turn(String plugin, String key, boolean willing, boolean changes) {
        Reinvocation.Calls calls = reinvocation.of(plugin);
        calls.begin(object);
        boolean asked = !calls.spared(key);
        if (asked && changes) {
            object.put(key, object.path(key).asInt(0) + 1);
            calls.changed();
        }
        if (asked && willing) {
            calls.askedAndWilling(key);
        }
        calls.end(object);
        return asked;
    }

    @Test
    void nothingChangedMeansOneRound() {
        assertTrue(turn("policies", "a", true, false));
        assertFalse(reinvocation.begins());
    }

    @Test
    void whoeverIsWillingIsAskedAgainForChangesOfOtherPlugins() {
        turn("policies", "a", true, true);
        turn("webhooks", "b", false, true);
        assertTrue(reinvocation.begins());
        assertTrue(turn("policies", "a", true, true), "the webhook changed the object");
        assertFalse(turn("webhooks", "b", false, true), "it did not wish to be asked again");
        assertFalse(reinvocation.begins(), "there is no third round");
    }

    @Test
    void onesOwnChangeIsNoReason() {
        turn("policies", "a", true, true);
        assertTrue(reinvocation.begins());
        assertFalse(turn("policies", "a", true, true));
    }
}
