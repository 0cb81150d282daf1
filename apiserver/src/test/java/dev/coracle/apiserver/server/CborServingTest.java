package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.cbor.CborDecoder;
import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.FeatureGates;
import dev.coracle.base.clock.SystemClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Objects in CBOR behind their feature gate, as a client sends and gets them. */
class CborServingTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String CBOR = "application/cbor";

    private static Api api(boolean cbor) throws Exception {
        Api api = new Api(ApiServerOptions.inMemory().withFeatures(new FeatureGates(cbor)), SystemClock.instance());
        api.server().awaitReady();
        return api;
    }

    private static ObjectNode map(String name) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", name);
        map.putObject("data").put("k", "v");
        map.putObject("binaryData").put("b", "aGk=");
        return map;
    }

    private static ObjectNode read(HttpResponse response, int status) {
        byte[] body = HttpResponse.body(response);
        assertEquals(status, response.status(), new String(body, StandardCharsets.UTF_8));
        assertEquals(CBOR, type(response));
        return CborDecoder.object(body);
    }

    private static String type(HttpResponse response) {
        return response.headers().stream().filter(h -> h.name().equals("Content-Type")).findFirst().orElseThrow()
                .value();
    }

    @Test
    void writtenAndRead() throws Exception {
        try (Api api = api(true)) {
            byte[] body = CborEncoder.encode(map("a"));
            ObjectNode made = read(api.bytes("POST", CONFIG_MAPS, body, "content-type", CBOR, "accept", CBOR), 201);
            assertEquals("aGk=", made.path("binaryData").path("b").stringValue());
            assertEquals("v", api.get(CONFIG_MAPS + "/a").text("data", "k"));
            ObjectNode list = read(api.bytes("GET", CONFIG_MAPS, new byte[0], "accept", CBOR), 200);
            assertEquals("ConfigMapList", list.path("kind").stringValue());
            ObjectNode applied = read(api.bytes("PATCH", CONFIG_MAPS + "/b?fieldManager=me",
                    CborEncoder.encode(map("b")), "content-type", "application/apply-patch+cbor", "accept", CBOR), 201);
            assertEquals("Apply", applied.path("metadata").path("managedFields").path(0).path("operation").asString());
            ObjectNode none = read(api.bytes("GET", CONFIG_MAPS + "/none", new byte[0], "accept", CBOR), 404);
            assertEquals("NotFound", none.path("reason").stringValue());
        }
    }

    @Test
    void watched() throws Exception {
        try (Api api = api(true)) {
            api.post(CONFIG_MAPS, Json.text(map("a")));
            HttpResponse response = api.bytes("GET", CONFIG_MAPS + "?watch=true", new byte[0], "accept", CBOR);
            assertEquals("application/cbor-seq", type(response));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ByteStream stream = ((HttpResponse.Stream) response).body()) {
                stream.drain(out::write, 1 << 16);
            }
            ObjectNode event = CborDecoder.object(out.toByteArray());
            assertEquals("ADDED", event.path("type").stringValue());
            assertArrayEquals(out.toByteArray(), CborEncoder.watchEvent("ADDED", (ObjectNode) event.path("object")));
        }
    }

    @Test
    void strict() throws Exception {
        try (Api api = api(true)) {
            byte[] body = CborEncoder.encode(map("a").put("zzzzzzzzzzzzzz", 1)); // the last in order
            ObjectNode refused = read(api.bytes("POST", CONFIG_MAPS + "?fieldValidation=Strict", body, "content-type",
                    CBOR, "accept", CBOR), 400);
            assertEquals("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: "
                    + "cbor: found unknown field at map element index 5", refused.path("message").stringValue());
            HttpResponse warned = api.bytes("POST", CONFIG_MAPS, body, "content-type", CBOR);
            assertEquals(List.of("299 - \"cbor: found unknown field at map element index 5\""), warned.headers()
                    .stream().filter(h -> h.name().equals("Warning")).map(HttpResponse.Header::value).toList());
        }
    }

    @Test
    void mistakes() throws Exception {
        try (Api api = api(true)) {
            byte[] body = CborEncoder.encode(map("a"));
            byte[] half = Arrays.copyOf(body, 40);
            assertTrue(message(api.bytes("POST", CONFIG_MAPS, half, "content-type", CBOR)).startsWith(
                    "the object provided is unrecognized (must be of type ConfigMap): unable to determine group/version/kind: "
                            + "unexpected EOF (d9d9f7"));
            assertEquals("error decoding YAML: unexpected EOF", message(api.bytes("PATCH",
                    CONFIG_MAPS + "/a?fieldManager=me", half, "content-type", "application/apply-patch+cbor")));
            assertEquals("only the following media types are accepted: application/json, application/yaml, "
                    + "application/vnd.kubernetes.protobuf, application/cbor",
                    message(api.bytes("GET", CONFIG_MAPS,
                            new byte[0], "accept", CBOR + ";as=Table;v=v1;g=meta.k8s.io")));
        }
    }

    private static String message(HttpResponse response) {
        return Json.parse(HttpResponse.body(response)).path("message").stringValue();
    }

    @Test
    void behindItsGate() throws Exception {
        try (Api api = api(false)) {
            byte[] body = CborEncoder.encode(map("a"));
            HttpResponse sent = api.bytes("POST", CONFIG_MAPS, body, "content-type", CBOR);
            assertEquals(415, sent.status());
            assertEquals("the body of the request was in an unknown format - accepted media types include: "
                    + "application/json, application/yaml, application/vnd.kubernetes.protobuf", message(sent));
            assertEquals(415, api.bytes("PATCH", CONFIG_MAPS + "/a?fieldManager=me", body, "content-type",
                    "application/apply-patch+cbor").status());
            HttpResponse wanted = api.bytes("GET", CONFIG_MAPS + "/a", new byte[0], "accept", CBOR);
            assertEquals(406, wanted.status());
            assertEquals("406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
                    + "application/vnd.kubernetes.protobuf", message(wanted));
        }
    }
}
