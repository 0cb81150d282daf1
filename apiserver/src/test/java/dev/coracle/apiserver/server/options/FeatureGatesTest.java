package dev.coracle.apiserver.server.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FeatureGatesTest {

    @Test
    void oneMeansSomethingAndTheOriginalsOthersAreTaken() {
        assertEquals(new FeatureGates(true), FeatureGates
                .parse(List.of("WatchList=false", "CBORServingAndStorage=true", "AllAlpha=false",
                        "APIServerTracing=true")));
        assertEquals(FeatureGates.DEFAULT, FeatureGates.parse(List.of("CBORServingAndStorage=false")));
        assertThrows(IllegalArgumentException.class, () -> FeatureGates.parse(List.of("CBORServingAndStorage")));
        assertThrows(IllegalArgumentException.class, () -> FeatureGates.parse(List.of("WatchList=maybe")));
    }

    @Test
    void whatTheOriginalRefusesIsRefused() {
        assertEquals("unrecognized feature gate: Foo", refused("Foo=true"));
        assertEquals("cannot set feature gate APIServerTracing to false, feature is locked to true",
                refused("APIServerTracing=false"));
    }

    private static String refused(String pair) {
        return Objects.requireNonNull(
                assertThrows(IllegalArgumentException.class, () -> FeatureGates.parse(List.of(pair))).getMessage());
    }
}
