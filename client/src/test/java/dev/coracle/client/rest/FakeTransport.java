package dev.coracle.client.rest;

import dev.coracle.client.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests by a function; remembers them. */
public final class FakeTransport implements Transport {

    /** What a test answers. */
    public interface Server {
        Response answer(Request request) throws IOException;
    }

    public final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Server server;

    public FakeTransport(Server server) {
        this.server = server;
    }

    @Override
    public Response send(Request request) throws IOException {
        requests.add(request);
        return server.answer(request);
    }

    @Override
    public void close() {}

    public static Response json(int status, String body) {
        return new FakeResponse(status, Map.of(),
                new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    public static Response json(int status, String body, Map<String, String> headers) {
        return new FakeResponse(status, headers,
                new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** A watch that the test feeds; it breaks when either side ends it, as one over a connection does. */
    public static final class Feed {
        private final PipedOutputStream out = new PipedOutputStream();
        private final PipedInputStream in;

        public Feed() throws IOException {
            in = new PipedInputStream(out, 1 << 16) {
                @Override
                public void close() throws IOException {
                    super.close();
                    Feed.this.out.close();
                }
            };
        }

        public void send(String event) throws IOException {
            out.write(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            out.write('\n');
            out.flush();
        }

        public void end() throws IOException {
            out.close();
        }

        public Response response() {
            return new FakeResponse(200, Map.of(), in);
        }
    }

    private record FakeResponse(int status, Map<String, String> headers, InputStream body) implements Response {
        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
