package dev.coracle.apiserver.original;

import dev.coracle.api.tree.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request and what the original answered, as {@code interop/original/record.py} wrote it down.
 *
 * @param id      the story or the object, a slash, and which step of it
 * @param warning the header Warning, empty for none
 * @param body    a tree, or a text where the answer was not JSON; what differs from run to run is replaced as {@link Comparison#normal} does
 */
record Recorded(String id, String method, String path, String contentType, String request, int status, String warning,
        JsonNode body) {

    static List<Recorded> read(String resource) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(
                Objects.requireNonNull(Recorded.class.getResourceAsStream(resource), resource)),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(Recorded::of).toList();
        }
    }

    private static Recorded of(String line) {
        ObjectNode tree = (ObjectNode) Json.parse(line.getBytes(StandardCharsets.UTF_8));
        return new Recorded(tree.path("id").asString(), tree.path("method").asString(), tree.path("path").asString(),
                tree.path("contentType").asString(""), tree.path("request").asString(""), tree.path("status").asInt(),
                tree.path("warning").asString(""), tree.path("response"));
    }
}
