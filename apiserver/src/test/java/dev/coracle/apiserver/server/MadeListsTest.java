package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.FeatureGates;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists that are made item by item are, byte for byte, what they would be if they were made at once. */
@Timeout(120)
class MadeListsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int OBJECTS = 180;
    /** More than one chunk together, with lines of all kinds. */
    private static final String TEXT = "first: line\\n\\n  second \\\"line\\\"\\n- third\\ttabbed\\n" + "x".repeat(900);

    private Api api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        api = new Api(ApiServerOptions.inMemory().withFeatures(new FeatureGates(true)), SystemClock.instance());
        api.server().awaitReady();
        for (int i = 0; i < OBJECTS; i++) {
            assertEquals(201,
                    api.post(MAPS,
                            "{'metadata':{'name':'m" + i + "','annotations':{'a':'" + TEXT + "'},'labels':{'n':'" + i
                                    + "'}},'data':{'a':'" + TEXT + "','b':'yes','c':'012','d':''}}")
                            .status());
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse list(String query, String accept) {
        HttpResponse response = api.raw("GET", MAPS + query, "", "accept", accept);
        assertEquals(200, response.status());
        return response;
    }

    private byte[] made(String query, String accept) {
        return HttpResponse.body(assertInstanceOf(HttpResponse.Made.class, list(query, accept)));
    }

    private ObjectNode tree(String accept) {
        return (ObjectNode) Json.parse(HttpResponse.body(list("", accept)));
    }

    private static byte[] line(byte[] bytes) {
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }

    @Test
    void objects() {
        ObjectNode whole = tree("application/json");
        assertEquals(OBJECTS, whole.path("items").size());
        assertArrayEquals(Json.pretty(whole), made("?pretty=true", "application/json"));
        assertArrayEquals(Yaml.print(whole).getBytes(StandardCharsets.UTF_8), made("", "application/yaml"));
        assertArrayEquals(CborEncoder.encode(whole), made("", "application/cbor"));
        byte[] protobuf = ProtobufEncoder.encode(whole);
        assertArrayEquals(protobuf, made("", "application/vnd.kubernetes.protobuf"));
        assertArrayEquals(protobuf, made("", "application/vnd.kubernetes.protobuf"), "with lengths that are known");
    }

    @Test
    void metadataOnly() {
        String shape = ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        byte[] json = made("", "application/json" + shape);
        ObjectNode whole = (ObjectNode) Json.parse(json);
        assertEquals(OBJECTS, whole.path("items").size());
        assertArrayEquals(line(Json.print(whole)), json);
        assertArrayEquals(CborEncoder.encode(whole), made("", "application/cbor" + shape));
        assertArrayEquals(ProtobufEncoder.encode(whole), made("", "application/vnd.kubernetes.protobuf" + shape));
    }

    @Test
    void tables() {
        String shape = ";as=Table;g=meta.k8s.io;v=v1";
        byte[] json = made("?includeObject=Object", "application/json" + shape);
        ObjectNode whole = (ObjectNode) Json.parse(json);
        assertEquals(OBJECTS, whole.path("rows").size());
        assertArrayEquals(line(Json.print(whole)), json);
        JsonNode first = whole.path("rows").path(0);
        assertEquals("m0", first.path("cells").path(0).asString());
        assertEquals("m0", first.at("/object/metadata/name").asString());
        assertEquals(ageless(Json.pretty(whole)),
                ageless(made("?includeObject=Object&pretty=1", "application/json" + shape)));
        assertEquals(ageless(Yaml.print(whole).getBytes(StandardCharsets.UTF_8)),
                ageless(made("?includeObject=Object", "application/yaml" + shape)));
    }

    /** Ages go on between one list and the next. */
    private static String ageless(byte[] list) {
        return new String(list, StandardCharsets.UTF_8).replaceAll("\\b[0-9]+s\\b", "0s");
    }

    /** A page is small: it goes out in one piece, with its length. */
    @Test
    void smallListsAreWhole() {
        assertInstanceOf(HttpResponse.Bytes.class, list("?limit=10", "application/vnd.kubernetes.protobuf"));
    }
}
