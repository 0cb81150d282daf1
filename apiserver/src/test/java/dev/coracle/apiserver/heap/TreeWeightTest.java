package dev.coracle.apiserver.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TreeWeightTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void signsInStringsWeighNothing() {
        byte[] json = bytes("{\"a\":\"{,\\\"[:\"}");
        assertEquals(TreeWeight.OBJECT + TreeWeight.MEMBER + TreeWeight.BYTE * json.length, TreeWeight.json(json));
    }

    @Test
    void eachItemOfAListCounts() {
        byte[] json = bytes("[1,1,{}]");
        assertEquals(TreeWeight.ARRAY + 2 * TreeWeight.ITEM + TreeWeight.OBJECT + TreeWeight.BYTE * json.length,
                TreeWeight.json(json));
    }

    @Test
    void whatIsTooDeepIsNotReadOn() {
        assertTrue(TreeWeight.json(bytes("{\"a\":".repeat(200_000))) < 20 << 20);
    }

    /** The same object weighs about as much in every encoding, and never less than in JSON by much. */
    @Test
    void encodingsAgree() {
        ObjectNode pod = (ObjectNode) Json.parse(bytes(
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p\",\"labels\":{\"a\":\"b\",\"c\":\"d\"}},"
                        + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"args\":[\"1\",\"2\",\"3\"]},"
                        + "{\"name\":\"d\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}]}]}}"));
        long json = TreeWeight.of("application/json", Json.print(pod));
        for (long other : List.of(TreeWeight.of("application/cbor", CborEncoder.encode(pod)),
                TreeWeight.of("application/vnd.kubernetes.protobuf", ProtobufEncoder.encode(pod)),
                TreeWeight.of("application/yaml", bytes(Yaml.print(pod))))) {
            assertTrue(other > json * 2 / 3 && other < json * 5, other + " in JSON " + json);
        }
    }

    /** Three bytes, or one, that are an object are no less one than in JSON. */
    @Test
    void emptyObjectsCountInEveryEncoding() {
        byte[] cbor = new byte[1000];
        java.util.Arrays.fill(cbor, (byte) 0xa0);
        assertTrue(TreeWeight.of("application/cbor", cbor) >= 1000 * TreeWeight.OBJECT);
        byte[] protobuf = new byte[4 + 2000];
        for (int i = 4; i < protobuf.length; i += 2) {
            protobuf[i] = 0x12;
        }
        assertTrue(TreeWeight.of("application/vnd.kubernetes.protobuf", protobuf) >= 1000 * TreeWeight.OBJECT);
        assertTrue(TreeWeight.of("application/yaml", bytes("-\n".repeat(1000))) >= 1000 * TreeWeight.MEMBER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/cbor", "application/vnd.kubernetes.protobuf",
        "application/yaml", "text/plain"})
    void bytesWithoutSenseAreReckonedToo(String type) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            long weight = TreeWeight.of(type, bytes);
            assertTrue(weight >= TreeWeight.BYTE * bytes.length && weight <= 3000L * bytes.length + 3000,
                    type + " " + bytes.length + ": " + weight);
        }
    }
}
