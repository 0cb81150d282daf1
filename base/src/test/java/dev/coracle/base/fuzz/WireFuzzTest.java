package dev.coracle.base.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.base.spdy.SpdyConnection;
import dev.coracle.base.spdy.SpdyStream;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A peer may send anything: what reads it ends, or says by an IOException that this is not its protocol. */
class WireFuzzTest {

    private static final int MAX_BODY = 1 << 16;

    private record Sent(InputStream input, OutputStream output) implements Duplex {
        Sent(byte[] bytes) {
            this(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
        }

        @Override
        public void close() {}
    }

    @FuzzTest(maxDuration = "30s")
    void httpHead(byte[] input) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(input);
        HttpHead head;
        try {
            head = HttpHead.read(in);
        } catch (IOException refused) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            head.write(out);
        } catch (IllegalArgumentException unwritable) {
            return;
        }
        assertEquals(head.fields(), HttpHead.read(new ByteArrayInputStream(out.toByteArray())).fields());
        try {
            assertTrue(HttpBody.read(head, in, MAX_BODY).length <= MAX_BODY);
        } catch (IOException refused) {
            // half a body, or one that can't be read
        }
    }

    @FuzzTest(maxDuration = "30s")
    void webSocket(byte[] input) {
        WebSocketConnection socket = new WebSocketConnection(new Sent(input));
        byte[] buffer = new byte[100];
        int total = 0;
        try {
            while (socket.next()) {
                for (int count = socket.read(buffer, 0, buffer.length); count >= 0; count = socket.read(buffer, 0,
                        buffer.length)) {
                    total += count;
                }
            }
        } catch (IOException refused) {
            // as it should be
        }
        assertTrue(total <= input.length);
    }

    @FuzzTest(maxDuration = "30s")
    void spdy(byte[] input) {
        List<SpdyStream> opened = new ArrayList<>();
        SpdyConnection connection = SpdyConnection.server(new Sent(input), stream -> {
            opened.add(stream);
            return opened.size() % 2 == 1;
        });
        try {
            connection.run();
        } catch (IOException refused) {
            // as it should be
        } finally {
            connection.close();
        }
        opened.forEach(stream -> assertTrue(stream.headers().size() < 10_000));
    }
}
