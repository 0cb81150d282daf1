package dev.coracle.bench.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {

    private static final String OBJECT = "{\"metadata\":{\"resourceVersion\":\"42\"},\"data\":{}}";

    @Test
    void aBodyOfKnownLengthIsReadWhereverItIsCut() throws IOException {
        String answer = "HTTP/1.1 201 Created\r\nCache-Control: no-cache\r\nCONTENT-LENGTH: " + OBJECT.length()
                + "\r\n\r\n" + OBJECT;

        everyCut(answer, new Connection.Answer(201, OBJECT.length(), "42"));
    }

    @Test
    void chunksAreCountedWithoutTheirFraming() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "A;name=value\r\n" + OBJECT.substring(0, 10) + "\r\n"
                + Integer.toHexString(OBJECT.length() - 10) + "\r\n" + OBJECT.substring(10) + "\r\n"
                + "0\r\nTrailer: x\r\n\r\n";

        everyCut(answer, new Connection.Answer(200, OBJECT.length(), "42"));
    }

    @Test
    void anAnswerWithoutABodyIsWholeAfterItsHead() throws IOException {
        everyCut("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n", new Connection.Answer(409, 0, ""));
    }

    @Test
    void ofALargeBodyNoVersionIsTold() throws IOException {
        String body = OBJECT + " ".repeat(40_000);
        AnswerReader reader = new AnswerReader();

        assertTrue(reader.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)));
        assertEquals(new Connection.Answer(200, body.length(), ""), reader.answer());
    }

    @Test
    void aHeadWithoutAnEndIsRefused() {
        AnswerReader reader = new AnswerReader();

        assertThrows(IOException.class, () -> reader.read(bytes("HTTP/1.1 200 " + "x".repeat(20_000))));
    }

    /** The same answer twice on one connection, in two reads. */
    private static void everyCut(String answer, Connection.Answer expected) throws IOException {
        for (int cut = 0; cut < answer.length(); cut++) {
            AnswerReader reader = new AnswerReader();
            for (int turn = 0; turn < 2; turn++) {
                assertFalse(reader.read(bytes(answer.substring(0, cut))), "cut at " + cut);
                assertTrue(reader.read(bytes(answer.substring(cut))), "cut at " + cut);
                assertEquals(expected, reader.answer(), "cut at " + cut);
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
