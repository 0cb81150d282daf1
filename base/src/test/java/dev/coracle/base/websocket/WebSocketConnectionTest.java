package dev.coracle.base.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.wire.PipeDuplex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebSocketConnectionTest {

    private final PipeDuplex[] ends = PipeDuplex.pair();
    private final WebSocketConnection socket = new WebSocketConnection(ends[1]);

    private void client(int first, String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] mask = {1, 2, 3, 4};
        ByteBuffer frame = ByteBuffer.allocate(8 + data.length).put((byte) first);
        if (data.length < 126) {
            frame.put((byte) (0x80 | data.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) data.length);
        }
        frame.put(mask);
        for (int i = 0; i < data.length; i++) {
            frame.put((byte) (data[i] ^ mask[i % 4]));
        }
        ends[0].output().write(frame.array(), 0, frame.position());
    }

    private String message() throws IOException {
        assertTrue(socket.next());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] buffer = new byte[3];
        for (int count = socket.read(buffer, 0, 3); count >= 0; count = socket.read(buffer, 0, 3)) {
            whole.write(buffer, 0, count);
        }
        return whole.toString(StandardCharsets.ISO_8859_1);
    }

    private byte[] answer(int length) throws IOException {
        return ends[0].input().readNBytes(length);
    }

    @Test
    void theHandshakeIsTheStandardsExample() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Handshake.accept("dGhlIHNhbXBsZSBub25jZQ=="));
        assertTrue(Handshake.isKey("dGhlIHNhbXBsZSBub25jZQ=="));
        assertFalse(Handshake.isKey("c2hvcnQ="));
    }

    @Test
    void messagesComeInPiecesAndPingsBetweenThem() throws IOException {
        client(0x82, "whole");
        client(0x02, "first,");
        client(0x89, "ping");
        client(0x80, "x".repeat(200));
        client(0x88, "");
        assertEquals("whole", message());
        assertEquals("first," + "x".repeat(200), message());
        assertArrayEquals(new byte[]{(byte) 0x8a, 4, 'p', 'i', 'n', 'g'}, answer(6));
        assertFalse(socket.next());
        assertArrayEquals(new byte[]{(byte) 0x88, 2, 3, (byte) 0xe8}, answer(4));
        assertThrows(IOException.class, () -> socket.write(new byte[1], 0, 1));
    }

    @Test
    void whoBreaksTheProtocolIsToldSo() throws IOException {
        for (byte[] frame : List.of(new byte[]{(byte) 0x82, 1, 'a'}, new byte[]{(byte) 0xf2, (byte) 0x80, 0, 0, 0, 0},
                new byte[]{(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, new byte[]{(byte) 0x87, (byte) 0x80, 0, 0, 0, 0},
                new byte[]{(byte) 0x09, (byte) 0x80, 0, 0, 0, 0})) {
            PipeDuplex[] pair = PipeDuplex.pair();
            pair[0].output().write(frame);
            pair[0].output().close();
            assertThrows(IOException.class, new WebSocketConnection(pair[1])::next);
            assertArrayEquals(new byte[]{(byte) 0x88, 2, 3, (byte) 0xea}, pair[0].input().readNBytes(4));
        }
    }

    private List<String> channels(boolean base64, boolean closes) throws IOException {
        List<String> got = new ArrayList<>();
        new Channels(socket, base64, closes).run(new Channels.Receiver() {
            @Override
            public void data(int channel, byte[] data, int offset, int length) {
                got.add(channel + ":" + new String(data, offset, length, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void closed(int channel) {
                got.add("closed " + channel);
            }
        });
        return got;
    }

    @Test
    void channelsAreToldByTheFirstByte() throws IOException {
        client(0x82, "\u0000hello");
        client(0x82, "");
        client(0x82, "\u00ff\u0000");
        client(0x02, "\u0004");
        client(0x80, "size");
        client(0x88, "");
        assertEquals(List.of("0:hello", "closed 0", "4:", "4:size"), channels(false, true));
    }

    @Test
    void channelsInBase64() throws IOException {
        client(0x81, "0aGVs");
        client(0x81, "0!");
        assertThrows(IOException.class, () -> channels(true, false));
        new Channels(socket, true, false).write(1, new byte[]{'h', 'i'}, 0, 2);
        assertArrayEquals(new byte[]{(byte) 0x81, 5, '1', 'a', 'G', 'k', '='}, answer(7));
    }
}
