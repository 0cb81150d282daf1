package dev.coracle.api.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "size", "10");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"app=web|true", "app==web,tier!=back|true", "app in (api, web)|true",
        "app notin (web)|false", "missing notin (x)|true", "!missing|true", "!app|false", "app|true", "size>9|true",
        "size<10|false", "app=|false", "tier in (front),size>1|true"})
    void selects(String text, boolean expected) {
        assertEquals(expected, LabelSelector.parse(text).matches(LABELS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "a===b|unable to parse requirement: found '=', expected: identifier",
        "a in b|unable to parse requirement: found 'b' expected: '('",
        "=x|found '=', expected: !, identifier, or 'end of string'"})
    void saysWhatItCannotRead(String text, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> LabelSelector.parse(text)).getMessage());
    }

    @Test
    void printsCanonically() {
        assertEquals("a=b,c in (d,e),!f,g!=h", LabelSelector.parse("a = b, c in (e,d,e) , !f,g notin (h)").toString());
    }

    @Test
    void fieldsAreComparedAsStrings() {
        FieldSelector selector = FieldSelector.parse("metadata.name=a\\,b,status.phase!=Running");
        assertEquals("a,b", selector.exact("metadata.name").orElseThrow());
        assertEquals(true, selector.matches(field -> field.equals("metadata.name") ? "a,b" : "Pending"));
        assertThrows(IllegalArgumentException.class, () -> FieldSelector.parse("nonsense"));
    }
}
