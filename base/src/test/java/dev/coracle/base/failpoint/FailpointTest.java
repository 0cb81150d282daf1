package dev.coracle.base.failpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.failpoint.Failpoint.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointTest {

    @Test
    void withoutThePropertyNothingHappens() {
        Failpoint.reached("anything");
        assertTrue(Failpoint.parse("").isEmpty());
    }

    @Test
    void haltsTheNthTimeAndNotAgain() {
        Trigger third = Objects.requireNonNull(Failpoint.parse("a=halt@3, b=halt@1").get("a"));
        assertEquals(List.of(false, false, true, false), IntStream.range(0, 4).mapToObj(i -> third.pulled()).toList());
    }

    @Test
    void aProbabilityHasASeedSoThatItCanBeRepeated() {
        assertEquals(pulls(), pulls());
        assertTrue(pulls().contains(true) && pulls().contains(false));
    }

    private static List<Boolean> pulls() {
        Map<String, Trigger> armed = Failpoint.parse("a=halt%0.5~7");
        Trigger trigger = Objects.requireNonNull(armed.get("a"));
        return IntStream.range(0, 50).mapToObj(i -> trigger.pulled()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=halt@1", "a=halt", "a=halt@x", "a=halt%0.5", "a=panic@1"})
    void aMistypedOneIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Failpoint.parse(text));
    }
}
