package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    void openApiIsProtobufForThoseWhoAsk() {
        HttpResponse two = api.raw("GET", "/openapi/v2", "", "accept", SWAGGER);
        assertEquals("application/com.github.proto-openapi.spec.v2.v1.0+protobuf", header(two, "Content-Type"));
        assertEquals(0x0a, HttpResponse.body(two)[0], "field 1, the version of Swagger");
        assertEquals(200, api.call("GET", "/openapi/v3", "", "accept", PROTOBUF).status());
        assertEquals(406, api.raw("GET", "/openapi/v3/api/v1", "", "accept", PROTOBUF).status());
    }
}
