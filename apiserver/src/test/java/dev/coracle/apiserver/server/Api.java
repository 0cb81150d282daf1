package dev.coracle.apiserver.server;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValuePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An API server on the heap, reached in memory, and a short way of talking to it. JSON may use single quotes. */
final class Api implements AutoCloseable {

    record Answer(int status, JsonNode body, HttpResponse response) {
        String text(String... path) {
            JsonNode here = body;
            for (String name : path) {
                here = here.path(name);
            }
            return here.isString() ? here.stringValue() : here.isMissingNode() ? "" : here.toString();
        }
    }

    private final ApiServer server;

    Api(Clock clock) throws IOException {
        this(ApiServerOptions.inMemory(), clock);
    }

    Api(ApiServerOptions options, Clock clock) throws IOException {
        server = ApiServer.start(options, clock);
    }

    Api(ApiServerOptions options, KeyValuePort store, Clock clock) throws IOException {
        server = ApiServer.start(options, store, clock);
    }

    List<Resource> resources() {
        return server.resources().all();
    }

    Answer call(String method, String target, String body, String... headers) {
        HttpResponse response = raw(method, target, body, headers);
        return new Answer(response.status(), parsed(response), response);
    }

    HttpResponse raw(String method, String target, String body, String... headers) {
        return bytes(method, target, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpResponse bytes(String method, String target, byte[] body, String... headers) {
        int question = target.indexOf('?');
        Map<String, List<String>> fields = new HashMap<>();
        fields.put("user-agent", List.of("test/1"));
        for (int i = 0; i < headers.length; i += 2) {
            fields.put(headers[i], List.of(headers[i + 1]));
        }
        return server.handler()
                .handle(new HttpRequest(method, question < 0 ? target : target.substring(0, question),
                        question < 0 ? "" : target.substring(question + 1), fields,
                        body, List.of(), "127.0.0.1", true));
    }

    private static JsonNode parsed(HttpResponse response) {
        byte[] body = response instanceof HttpResponse.Stream ? new byte[0] : HttpResponse.body(response);
        return body.length > 0 && body[0] == '{' ? Json.parse(body) : Json.object();
    }

    Answer get(String target) {
        return call("GET", target, "");
    }

    Answer post(String target, String body) {
        return call("POST", target, body, "content-type", "application/json");
    }

    Answer put(String target, String body) {
        return call("PUT", target, body, "content-type", "application/json");
    }

    Answer merge(String target, String body) {
        return call("PATCH", target, body, "content-type", "application/merge-patch+json");
    }

    Answer delete(String target, String body) {
        return call("DELETE", target, body);
    }

    ByteStream watch(String target) {
        HttpResponse response = raw("GET", target, "");
        if (response instanceof HttpResponse.Stream stream) {
            return stream.body();
        }
        throw new AssertionError("not a stream: " + new String(HttpResponse.body(response), StandardCharsets.UTF_8));
    }

    /** What a watch has to say now. */
    static List<ObjectNode> drain(ByteStream stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteStream.Next next;
        do {
            next = stream.drain(out::write, 1 << 16);
        } while (next == ByteStream.Next.MORE);
        List<ObjectNode> events = new ArrayList<>();
        out.toString(StandardCharsets.UTF_8).lines().forEach(
                line -> events.add((ObjectNode) Json.parse(line.getBytes(StandardCharsets.UTF_8))));
        return events;
    }

    ApiServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
