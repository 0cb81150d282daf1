package dev.coracle.api.quantity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntOrStringTest {

    /** -1 stands for what is neither a number nor a percentage. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"3,10,true,3", "\"25%\",10,true,3", "\"25%\",10,false,2",
        "\"0%\",10,true,0",
        "\"100%\",7,false,7", "\"200%\",7,true,14", "\"3\",10,true,-1", "\"x%\",10,true,-1", "1.5,10,true,-1",
        "null,10,true,-1"})
    void scales(String json, int total, boolean up, int expected) {
        assertEquals(expected,
                IntOrString.scaled(Json.parse(json.getBytes(StandardCharsets.UTF_8)), total, up).orElse(-1));
    }
}
