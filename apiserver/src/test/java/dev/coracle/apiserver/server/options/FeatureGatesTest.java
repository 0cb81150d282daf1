package dev.coracle.apiserver.server.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureGatesTest {

    @Test
    void oneIsKnownAndStrangersAreTaken() {
        assertEquals(new FeatureGates(true),
                FeatureGates.parse(List.of("Other=false", "CBORServingAndStorage=true")));
        assertEquals(FeatureGates.DEFAULT, FeatureGates.parse(List.of("CBORServingAndStorage=false")));
        assertThrows(IllegalArgumentException.class, () -> FeatureGates.parse(List.of("CBORServingAndStorage")));
        assertThrows(IllegalArgumentException.class, () -> FeatureGates.parse(List.of("Other=maybe")));
    }
}
