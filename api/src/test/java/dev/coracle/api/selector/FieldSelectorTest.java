package dev.coracle.api.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {

    private static final Map<String, String> FIELDS = Map.of("metadata.name", "a", "status.phase", "Running", "x",
            "p,q");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|true", "metadata.name=a|true", "metadata.name==b|false",
        "status.phase!=Failed|true",
        "metadata.name=a,status.phase!=Running|false", "x=p\\,q|true", "metadata.name=a,|true"})
    void matches(String text, boolean matches) {
        assertEquals(matches, FieldSelector.parse(text).matches(field -> FIELDS.getOrDefault(field, "")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"a|invalid selector: 'a'; can't understand 'a'",
        "a=b=c|invalid field selector: unescaped character in value: 61",
        "a=b\\c|invalid field selector: invalid escape sequence: \\c"})
    void refuses(String text, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> FieldSelector.parse(text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a==b|a=b", "a!=b,c=d|a!=b,c=d", "a=x\\,y|a=x\\,y"})
    void printsWhatItReads(String text, String printed) {
        assertEquals(printed, FieldSelector.parse(text).toString());
    }
}
