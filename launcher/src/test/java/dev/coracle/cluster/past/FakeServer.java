package dev.coracle.cluster.past;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An API server that answers as it was told, and remembers what it was asked. */
public final class FakeServer implements Transport {

    private record Scripted(int status, String body) {}

    private final Map<String, Scripted> answers = new LinkedHashMap<>();
    public final List<String> asked = new ArrayList<>();

    public FakeServer answers(String methodAndPath, int status, String body) {
        answers.put(methodAndPath, new Scripted(status, body.replace('\'', '"')));
        return this;
    }

    public ApiClient client() {
        return new ApiClient(this, SystemClock.instance(), "test");
    }

    @Override
    public Response send(Request request) {
        String what = request.method() + " " + request.path();
        asked.add(request.body().length == 0
                ? what
                : what + " " + new String(request.body(), StandardCharsets.UTF_8));
        Scripted answer = answers.getOrDefault(what,
                new Scripted(404, "{\"kind\":\"Status\",\"code\":404,\"message\":\"not served\"}"));
        return new Response() {
            @Override
            public int status() {
                return answer.status;
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.empty();
            }

            @Override
            public InputStream body() {
                return new ByteArrayInputStream(answer.body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
