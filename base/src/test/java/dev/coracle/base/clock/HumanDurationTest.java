package dev.coracle.base.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {

    @ParameterizedTest
    @CsvSource({"-2, <invalid>", "-1.999, 0s", "-1, 0s", "0, 0s", "0.9, 0s", "119, 119s", "119.9, 119s", "120, 2m",
        "125, 2m5s", "599, 9m59s", "600, 10m", "10799, 179m", "10800, 3h", "10860, 3h1m", "28800, 8h", "172799, 47h",
        "172800, 2d", "176400, 2d1h", "691200, 8d", "63071999, 729d", "63072000, 2y", "63158400, 2y1d",
        "252288000, 8y"})
    void readsAsKubectlWritesIt(double seconds, String expected) {
        assertEquals(expected, HumanDuration.format(Duration.ofMillis(Math.round(seconds * 1000))));
    }
}
