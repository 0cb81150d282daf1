package dev.coracle.apiserver.admission.ratelimit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRateLimitTest {

    private static final Resource EVENTS = new Resource(
            new ResourceInfo(new GroupVersion("", "v1"), "events", "event", "Event", true, Set.of(), List.of(),
                    List.of(), List.of()),
            Schema.anything(), KindRules.of("", "Event").build(), Conversion.NONE, new GroupVersion("", "v1"),
            new GroupResource("", "events"), "/registry/events/", false);

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private EventRateLimit plugin(String limits) {
        return new EventRateLimit(Optional.of(FakeObjects.tree("{'limits':[" + limits + "]}")), clock);
    }

    private static AdmissionRequest event(String namespace, boolean dryRun) {
        return new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of(), Map.of())),
                Operation.CREATE,
                EVENTS, "", namespace, "e", Json.object(), Optional.empty(), Json.object(), dryRun);
    }

    @Test
    void lettingThroughABurstAndThenSoManyASecond() {
        EventRateLimit plugin = plugin("{'type':'Namespace','qps':1,'burst':2}");
        plugin.validate(event("a", false));
        plugin.validate(event("a", false));
        StatusException refused = assertThrows(StatusException.class, () -> plugin.validate(event("a", false)));
        assertEquals(429, refused.status().code());
        assertEquals("limit reached on type Namespace for key a", refused.getMessage());
        assertDoesNotThrow(() -> plugin.validate(event("b", false)));
        assertDoesNotThrow(() -> plugin.validate(event("a", true)));
        clock.advance(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> plugin.validate(event("a", false)));
        assertThrows(StatusException.class, () -> plugin.validate(event("a", false)));
    }

    @Test
    void forgettingWhomItHasNotSeenForLong() {
        EventRateLimit plugin = plugin("{'type':'Namespace','qps':1,'burst':1,'cacheSize':1}");
        plugin.validate(event("a", false));
        plugin.validate(event("b", false));
        assertDoesNotThrow(() -> plugin.validate(event("a", false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{'type':'Bogus','qps':1,'burst':1}", "{'type':'Server','burst':1}",
        "{'type':'Server','qps':1,'burst':0}", "{'type':'User','qps':1,'burst':1,'cacheSize':-1}"})
    void aLimitMustMeanSomething(String limits) {
        assertThrows(IllegalArgumentException.class, () -> plugin(limits));
    }
}
