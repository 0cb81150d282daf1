package dev.coracle.base.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadTest {

    private static HttpHead read(String text) throws IOException {
        return HttpHead.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void readsNothingButTheHead() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(
                "HTTP/1.1 101 Switching\r\nConnection: keep-alive, Upgrade\r\nupgrade: SPDY/3.1\r\nA: 1\r\na: 2,3\r\n\r\nrest"
                        .getBytes(StandardCharsets.ISO_8859_1));
        HttpHead head = HttpHead.read(in);
        assertEquals(101, head.status());
        assertTrue(head.upgradesTo("spdy/3.1"));
        assertFalse(head.upgradesTo("websocket"));
        assertEquals(List.of("1", "2", "3"), head.values("A"));
        assertEquals("rest", new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\u0000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n"})
    void refusesWhatCanBeReadInTwoWays(String text) {
        assertThrows(IOException.class, () -> read(text));
    }

    @Test
    void hasBounds() {
        assertThrows(IOException.class, () -> read("GET / HTTP/1.1\r\nA: " + "a".repeat(70_000) + "\r\n\r\n"));
        assertThrows(IOException.class, () -> read("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(300) + "\r\n"));
        assertThrows(IOException.class, () -> read("SSH-2.0\r\n\r\n").status());
    }

    @Test
    void writesNoLineBreaksOfOthers() {
        HttpHead head = new HttpHead("GET / HTTP/1.1", List.of(new HttpHead.Field("A", "b\r\nC: d")));
        assertThrows(IllegalArgumentException.class, () -> head.write(new ByteArrayOutputStream()));
    }
}
