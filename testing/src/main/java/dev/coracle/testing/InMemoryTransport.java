package dev.coracle.testing;

import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.client.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands requests to the API server's corridor on the caller's own thread: no socket, no TLS, and the same bytes. A request's timeout has
 * no meaning here: the answer is ready when the call returns.
 */
final class InMemoryTransport implements Transport {

    private final Handler handler;
    private final Map<String, List<String>> identity;
    private volatile boolean closed;

    /** @param identity header fields that go with each request, by lower-case name */
    InMemoryTransport(Handler handler, Map<String, List<String>> identity) {
        this.handler = handler;
        this.identity = Map.copyOf(identity);
    }

    @Override
    public Response send(Request request) throws IOException {
        if (closed) {
            throw new IOException("this client is closed");
        }
        int question = request.path().indexOf('?');
        Map<String, String> fields = new LinkedHashMap<>(request.headers());
        Map<String, List<String>> headers = new LinkedHashMap<>(HttpRequest.headerMap(fields.entrySet()));
        headers.putAll(identity);
        return answer(handler.handle(new HttpRequest(request.method(),
                question < 0 ? request.path() : request.path().substring(0, question),
                question < 0 ? "" : request.path().substring(question + 1), headers, request.body(), List.of(),
                "127.0.0.1", true)));
    }

    private static Response answer(HttpResponse response) {
        InputStream body = response instanceof HttpResponse.Stream stream
                ? new StreamInput(stream.body())
                : new ByteArrayInputStream(HttpResponse.body(response));
        return new Answer(response.status(), response.headers(), body);
    }

    @Override
    public void close() {
        closed = true;
    }

    private record Answer(int status, List<HttpResponse.Header> fields, InputStream body) implements Response {

        Answer {
            fields = List.copyOf(new ArrayList<>(fields));
        }

        @Override
        public Optional<String> header(String name) {
            return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).map(HttpResponse.Header::value)
                    .findFirst();
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new AssertionError("memory can be closed", e);
            }
        }
    }
}
