package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void noiseAndPeaksAreNoGrowth() {
        Random random = new Random(7);
        List<Long> flat = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flat.add(1000L + random.nextInt(100) + (i % 9 == 0 ? 5000 : 0));
        }
        assertTrue(Math.abs(Trend.growth(flat)) < 40, "growth " + Trend.growth(flat));
    }

    @Test
    void whatGrowsALittleEachTimeIsFound() {
        Random random = new Random(7);
        List<Long> leaking = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            leaking.add(1000L + 10L * i + random.nextInt(100));
        }
        assertTrue(Trend.growth(leaking) > 300, "growth " + Trend.growth(leaking));
    }

    @Test
    void warmingUpDoesNotCount() {
        List<Long> warm = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            warm.add(Math.min(20, i) * 100L);
        }
        assertEquals(0, Trend.growth(warm));
    }
}
