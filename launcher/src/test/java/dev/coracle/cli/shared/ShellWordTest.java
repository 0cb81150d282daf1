package dev.coracle.cli.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "/home/a/.coracle/default/kubeconfig, /home/a/.coracle/default/kubeconfig",
        "/Users/Jane Doe/k, '/Users/Jane Doe/k'", "/it's, '/it'\\''s'", "/a$b;c, '/a$b;c'"})
    void oneWordForTheShell(String path, String word) {
        assertEquals(word, ShellWord.of(Path.of(path)));
    }
}
