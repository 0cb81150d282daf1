package dev.coracle.base.spdy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.base.wire.PipeDuplex;
import dev.coracle.base.wire.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpdyConnectionTest {

    private final PipeDuplex[] ends = PipeDuplex.pair();
    private final LinkedBlockingQueue<SpdyStream> accepted = new LinkedBlockingQueue<>();
    private final SpdyConnection client = SpdyConnection.client(ends[0]);
    private final SpdyConnection server = SpdyConnection.server(ends[1], stream -> {
        boolean wanted = !stream.headers().containsKey("unwanted");
        return wanted && accepted.add(stream);
    });
    private final CompletableFuture<String> serverEnd = new CompletableFuture<>();

    @BeforeEach
    void start() {
        Thread.ofVirtual().start(() -> {
            try {
                client.run();
            } catch (IOException e) {
                client.close();
            }
        });
        Thread.ofVirtual().start(() -> {
            try {
                server.run();
                serverEnd.complete("");
            } catch (IOException e) {
                serverEnd.complete(String.valueOf(e.getMessage()));
            }
        });
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theDictionaryIsEverybodys() {
        Adler32 sum = new Adler32();
        sum.update(Dictionary.bytes());
        assertEquals(0xe3c6a7c2L, sum.getValue());
    }

    @Test
    void streamsCarryBytesAndEndOneWayAtATime() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < 3; i++) {
            SpdyStream stream = client.open(Map.of("StreamType", "data", "port", Integer.toString(i)));
            SpdyStream other = accepted.take();
            assertEquals(Map.of("streamtype", "data", "port", Integer.toString(i)), other.headers());
            Thread.ofVirtual().start(() -> echo(other));
            Thread.ofVirtual().start(() -> write(stream, bytes));
            assertArrayEquals(bytes, stream.input().readAllBytes());
        }
    }

    private static void echo(SpdyStream stream) {
        try (OutputStream out = stream.output()) {
            Relay.copy(stream.input(), out);
        } catch (IOException e) {
            stream.reset();
        }
    }

    private static void write(SpdyStream stream, byte[] bytes) {
        try (OutputStream out = stream.output()) {
            out.write(bytes);
        } catch (IOException e) {
            stream.reset();
        }
    }

    @Test
    void aStreamThatIsResetBreaksAtBothEnds() throws Exception {
        SpdyStream stream = client.open(Map.of("a", "b"));
        SpdyStream other = accepted.take();
        stream.reset();
        assertThrows(IOException.class, () -> other.input().read());
        assertThrows(IOException.class, () -> stream.output().write(1));
        SpdyStream unwanted = client.open(Map.of("unwanted", ""));
        assertThrows(IOException.class, () -> unwanted.input().read());
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfItsStreams() throws Exception {
        SpdyStream stream = client.open(Map.of("a", "b"));
        accepted.take();
        server.close();
        assertThrows(IOException.class, () -> stream.input().read());
        assertThrows(IOException.class, () -> client.open(Map.of()));
    }

    @Test
    void whoClosesAnInputLetsTheOthersGoOn() throws Exception {
        SpdyStream ignored = client.open(Map.of("a", "1"));
        SpdyStream first = accepted.take();
        SpdyStream heard = client.open(Map.of("a", "2"));
        SpdyStream second = accepted.take();
        ignored.input().close();
        first.output().write(new byte[1 << 20]);
        second.output().write("hi".getBytes(StandardCharsets.US_ASCII));
        assertEquals("hi", new String(heard.input().readNBytes(2), StandardCharsets.US_ASCII));
    }

    @Test
    void headersHaveABound() throws Exception {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            many.put("h" + i, "x".repeat(10_000)); // a bomb: next to nothing when it is compressed
        }
        client.open(many);
        assertEquals("a SPDY header block of more than 65536 bytes", serverEnd.get());
    }

    @Test
    void whatIsNoFrameEndsTheConnection() throws Exception {
        ends[0].output().write(ByteBuffer.allocate(8).putInt(0x80020001).putInt(0).array());
        assertEquals("a malformed SPDY frame", serverEnd.get());
    }

    @Test
    void dataForNobodyIsDropped() throws Exception {
        ends[0].output().write(ByteBuffer.allocate(12).putInt(99).putInt(4).putInt(0).array());
        SpdyStream stream = client.open(Map.of("a", "b"));
        SpdyStream other = accepted.take();
        write(stream, new byte[]{7});
        try (InputStream in = other.input()) {
            assertEquals(7, in.read());
        }
    }

    /** Clients ping to see whether anybody is there: the same number comes back, and nothing for a number of our own. */
    @Test
    void pingsAreAnswered() throws Exception {
        PipeDuplex[] pair = PipeDuplex.pair();
        try (SpdyConnection answering = SpdyConnection.server(pair[1], stream -> false)) {
            Thread.ofVirtual().start(() -> {
                try {
                    answering.run();
                } catch (IOException broken) {
                    // the answer does not come then
                }
            });
            ByteBuffer pings = ByteBuffer.allocate(24).putInt(0x80030006).putInt(4).putInt(2).putInt(0x80030006)
                    .putInt(4).putInt(7);
            pair[0].output().write(pings.array());
            ByteBuffer answer = ByteBuffer.wrap(pair[0].input().readNBytes(12));
            assertEquals(0x80030006, answer.getInt());
            assertEquals(4, answer.getInt());
            assertEquals(7, answer.getInt());
        }
    }
}
