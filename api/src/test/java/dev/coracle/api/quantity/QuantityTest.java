package dev.coracle.api.quantity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"1000m,1", "0.5,500m", "1.5Gi,1536Mi", "1024Mi,1Gi", "1048576k,1048576k", "1000000,1M", "2e3,2e3",
        "100m,100m", "0,0", "-5,-5",
        "0.0000000001,1n", "1024,1024", "512Ki,512Ki", "0.1Gi,107374182400m", "1E,1E", "12e6,12e6", "+7,7"})
    void printsCanonically(String written, String canonical) {
        assertEquals(canonical, Quantity.parse(written).toString());
    }

    /** Texts that differ from the canonical form only in how the same digits are written stay. */
    @ParameterizedTest
    @CsvSource({"+5,+5", "01Ki,01Ki", "1E3,1E3", "1000,1k", "2.50,2500m", "100u,1m", "0Mi,0",
        "100Ei,9223372036854775807",
        "100E,100E", "' 1 ',1", "1.0000000001,1001m"})
    void answersAsUpstream(String written, String answered) {
        assertEquals(answered, Quantity.canonical(written, -3).orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.2.3", "1KiB", "Ki", "--1", "1 Gi", "1e999999"})
    void refusesWhatIsNoQuantity(String written) {
        assertTrue(Quantity.tryParse(written).isEmpty());
    }

    @Test
    void computesExactly() {
        assertEquals("1100m", Quantity.parse("1").plus(Quantity.parse("100m")).toString());
        assertEquals(2, Quantity.parse("1001m").value());
        assertEquals(1001, Quantity.parse("1.001").milliValue());
        assertTrue(Quantity.parse("1Gi").compareTo(Quantity.parse("1G")) > 0);
        assertEquals(Quantity.parse("1"), Quantity.parse("1000m"));
    }
}
