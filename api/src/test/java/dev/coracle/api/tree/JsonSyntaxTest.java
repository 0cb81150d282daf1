package dev.coracle.api.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"a\":[1,-2.5e3,true,null,\"\\u00e4\"]}|``",
        "x|invalid character 'x' looking for beginning of value", "{|unexpected end of JSON input",
        "{} x|invalid character 'x' after top-level value", "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\"}|invalid character '\"' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "{a}|invalid character 'a' looking for beginning of object key string",
        "trux|invalid character 'x' in literal true (expecting 'e')",
        "\"\\x\"|invalid character 'x' in string escape code"})
    void saysWhatGoSays(String json, String mistake) {
        assertEquals(mistake, JsonSyntax.mistake(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void yamlKeysThatStandTwice() {
        String yaml = "a: 1\nb:\n  c: x\n  c:\n    d: y\na: 2\n---\nz: 1\nz: 2\n";
        assertEquals(List.of("line 5: key \"c\" already set in map", "line 6: key \"a\" already set in map"),
                Yaml.duplicateKeys(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
