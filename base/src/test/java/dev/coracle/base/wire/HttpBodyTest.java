package dev.coracle.base.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpBodyTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String body(InputStream in) throws IOException {
        return new String(HttpBody.read(HttpHead.read(in), in, 1000), StandardCharsets.US_ASCII);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The end of a body belongs to it, trailers included: else it is taken for the next head. */
    @Test
    void chunksAreReadToTheirEnd() throws IOException {
        InputStream in = bytes(HEAD + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n" + HEAD
                + "1\r\nf\r\n0\r\nChecksum: 1\r\n\r\n" + HEAD + "1\r\ng\r\n0\r\n\r\n");
        assertEquals("abcde", body(in));
        assertEquals("f", body(in));
        assertEquals("g", body(in));
        assertEquals(-1, in.read());
    }

    @Test
    void endlessTrailersAreNotReadOn() {
        assertThrows(IOException.class, () -> body(bytes(HEAD + "0\r\n" + "a: b\r\n".repeat(1000) + "\r\n")));
    }

    @Test
    void halfABodyIsNone() {
        assertThrows(IOException.class, () -> body(bytes(HEAD + "3\r\nabc\r\n")));
    }
}
