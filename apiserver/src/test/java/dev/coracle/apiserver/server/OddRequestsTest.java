package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get wrong, and the answers that kube-apiserver 1.36.3 gave. */
class OddRequestsTest {

    private static final String MAPS = "/api/v1/namespaces/odd/configmaps";
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        api = new Api(SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'odd'}}");
        assertEquals(201, api.post(MAPS, "{'metadata':{'name':'c'}}").status());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "?limit=99999999999999999999|400|strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
        "?limit=x|400|strconv.ParseInt: parsing \"x\": invalid syntax",
        "?timeoutSeconds=abc|400|strconv.ParseInt: parsing \"abc\": invalid syntax",
        "?timeoutSeconds=|400|strconv.ParseInt: parsing \"\": invalid syntax",
        "?limit=|400|strconv.ParseInt: parsing \"\": invalid syntax",
        "?fieldSelector=metadata.name%3D..|200|``",
        "?resourceVersionMatch=Foo&resourceVersion=1|422|ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: "
                + "Unsupported value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"",
        "?sendInitialEvents=true&watch=1&resourceVersionMatch=Exact|422|ListOptions.meta.k8s.io \"\" is invalid: ["
                + "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, "
                + "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]",
        "/..|400|Name parameter invalid: \"..\": may not be '..'"})
    void whatIsAskedOfAReadIsLookedAt(String rest, int status, String message) {
        Api.Answer answer = api.get(MAPS + rest);
        assertEquals(message, answer.text("message"));
        assertEquals(status, answer.status());
    }

    @Test
    void whateverIsNotFalseIsTrue() {
        for (String yes : new String[]{"", "=1", "=true", "=foo"}) {
            assertEquals("[]", Api.drain(api.watch(MAPS + "?timeoutSeconds=1&resourceVersion=1&fieldSelector="
                    + "metadata.name%3Dnobody&watch" + yes)).toString(), yes);
        }
        for (String no : new String[]{"0", "false", "False"}) {
            assertEquals("ConfigMapList", api.get(MAPS + "?watch=" + no).text("kind"), no);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'gracePeriodSeconds':'x'}|400|json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
        "{'kind':'Foo'}|400|no kind \"Foo\" is registered for version \"meta.k8s.io/v1\" in scheme \"pkg/runtime/scheme.go:111\"",
        "{'propagationPolicy':'Foo'}|422|DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Foo\": "
                + "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""})
    void whatIsAskedOfADeleteIsLookedAt(String options, int status, String message) {
        Api.Answer answer = api.delete(MAPS + "/c", options);
        assertEquals(message, answer.text("message"));
        assertEquals(status, answer.status());
        assertEquals(200, api.get(MAPS + "/c").status());
    }

    @Test
    void aDeleteWithoutItsNumberIsRefused() {
        assertEquals("strconv.ParseInt: parsing \"\": invalid syntax",
                api.delete(MAPS + "/c?gracePeriodSeconds=", "").text("message"));
        assertEquals(200, api.get(MAPS + "/c").status());
    }

    @Test
    void writesAreNotRefusedForTheirLettersOrAnEmptyContentType() {
        byte[] latin = "{\"metadata\":{\"name\":\"latin\"},\"data\":{\"a\":\"\u00e9\"}}"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(201, api.bytes("POST", MAPS, latin, "content-type", "application/json").status());
        assertEquals("\ufffd", api.get(MAPS + "/latin").text("data", "a"));
        assertEquals(201, api.call("POST", MAPS, "{'metadata':{'name':'bare'}}", "content-type", "").status());
        assertTrue(api.post(MAPS + "?fieldManager=a%0Ab", "{'metadata':{'name':'m'}}").text("message")
                .endsWith("invalid character U+000A (at position 1)"));
        assertEquals(
                "Foo in version \"v1\" cannot be handled as a ConfigMap: no kind \"Foo\" is registered for version \"v1\" in "
                        + "scheme \"pkg/runtime/scheme.go:111\"",
                api.post(MAPS, "{'kind':'Foo'}").text("message"));
        assertTrue(api.post(MAPS, "{'kind':'Pod'}").text("message").endsWith("unknown conversion"));
    }

    @Test
    void aListIsNoSingleObject() {
        assertEquals("you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)",
                api.call("GET", MAPS, "", "accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
                        .text("message"));
    }
}
