package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients may ask for and send, beside JSON. */
class EncodingsTest {

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String SWAGGER = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private Api api;

    @BeforeEach
    void start() throws IOException {
        api = new Api(SystemClock.instance());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String header(HttpResponse response, String name) {
        return response.headers().stream().filter(h -> h.name().equalsIgnoreCase(name)).findFirst()
                .map(HttpResponse.Header::value).orElse("");
    }

    @Test
    void tablesAreNeverProtobuf() {
        String table = PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1";
        assertEquals(406, api.call("GET", "/api/v1/namespaces", "", "accept", table).status());
        HttpResponse json = api.raw("GET", "/api/v1/namespaces", "", "accept",
                table + ",application/json;as=Table;g=meta.k8s.io;v=v1");
        assertEquals("application/json", header(json, "Content-Type"));
    }

    @Test
    void metadataAloneIsProtobufToo() {
        HttpResponse response = api.raw("GET", "/api/v1/namespaces", "", "accept",
                PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertEquals("PartialObjectMetadataList",
                ProtobufDecoder.decode(HttpResponse.body(response)).path("kind").stringValue());
    }

    @Test
    void anObjectIsNoListOfMetadata() throws InterruptedException {
        api.server().awaitReady();
        Api.Answer one = api.call("GET", "/api/v1/namespaces/default", "", "accept",
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertEquals(406, one.status());
        assertEquals("you requested PartialObjectMetadataList, but the requested object is not a list "
                + "(*core.Namespace)", one.text("message"));
    }

    /** As the original's encoders do: one ends its line, the other doesn't. */
    @Test
    void whatIsIndentedDoesNotEndItsLine() throws InterruptedException {
        api.server().awaitReady();
        for (String path : List.of("/api", "/api/v1/namespaces", "/api/v1/namespaces/default")) {
            assertEquals('}', last(api.raw("GET", path + "?pretty=1", "", "accept", "application/json")), path);
        }
        assertEquals('\n', last(api.raw("GET", "/api/v1/namespaces/default", "", "accept", "application/json")));
    }

    private static char last(HttpResponse response) {
        byte[] body = HttpResponse.body(response);
        return (char) body[body.length - 1];
    }

    @Test
    void openApiIsProtobufForThoseWhoAsk() {
        HttpResponse two = api.raw("GET", "/openapi/v2", "", "accept", SWAGGER);
        assertEquals("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", header(two, "Content-Type"));
        assertEquals(0x0a, HttpResponse.body(two)[0], "field 1, the version of Swagger");
        assertEquals(200, api.call("GET", "/openapi/v3", "", "accept", PROTOBUF).status());
        assertEquals(406, api.raw("GET", "/openapi/v3/api/v1", "", "accept", PROTOBUF).status());
    }

    /** What JSON says of nothing, protobuf leaves out. */
    private static JsonNode withoutNothing(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.forEach(EncodingsTest::withoutNothing);
            List<String> empty = object.propertyStream()
                    .filter(field -> field.getValue().isNull() || field.getValue().asString("x").isEmpty()
                            || field.getValue().isBoolean() && !field.getValue().booleanValue())
                    .map(Map.Entry::getKey).toList();
            object.remove(empty);
        } else {
            tree.forEach(EncodingsTest::withoutNothing);
        }
        return tree;
    }

    private void sameInProtobuf(String path, String form) {
        HttpResponse response = api.raw("GET", path, "", "accept", PROTOBUF + form);
        assertEquals(PROTOBUF + form, header(response, "Content-Type"), path);
        HttpResponse json = api.raw("GET", path, "", "accept", "application/json" + form);
        assertEquals(withoutNothing(Json.parse(HttpResponse.body(json))),
                withoutNothing(ProtobufDecoder.decode(HttpResponse.body(response))), path);
    }

    @Test
    void discoveryIsTheSameInProtobuf() {
        for (String path : List.of("/api", "/apis", "/apis/apps", "/api/v1", "/apis/apps/v1")) {
            sameInProtobuf(path, "");
        }
        assertEquals(406, api.call("GET", "/version", "", "accept", PROTOBUF).status());
        String allResources = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        sameInProtobuf("/api", allResources);
        sameInProtobuf("/apis", allResources);
        assertEquals(406, api.call("GET", "/apis/apps", "", "accept", PROTOBUF + allResources).status());
    }
}
