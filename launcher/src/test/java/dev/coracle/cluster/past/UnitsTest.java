package dev.coracle.cluster.past;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT119S,119s", "PT2M,2m", "PT5M12S,5m12s", "PT2H,120m", "PT3H,3h", "PT7H59M,7h59m",
        "PT47H,47h", "PT48H,2d", "P400D,400d", "PT-5S,0s"})
    void agesAreShort(Duration age, String expected) {
        assertEquals(expected, Spans.format(age));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "999949,999.9 kB", "999950,1.0 MB", "3141592653,3.1 GB",
        "9223372036854775807,9223372.0 TB"})
    void sizesAreShort(long bytes, String expected) {
        assertEquals(expected, Sizes.format(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1048576,1048576", "500M,500000000", "2Gi,2147483648", "2 GiB,2147483648", "1kB,1000", "7B,7"})
    void sizesAreRead(String text, long expected) {
        assertEquals(expected, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5G", "1P", "G", "999999999999999T", "1GG"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
    }
}
