package dev.coracle.api.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.coracle.api.tree.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a kube-apiserver 1.36.3 wrote, recorded by interop/original/cbor.py, is written byte for byte and read to the same tree. */
class CborRecordedTest {

    record Recorded(String name, ObjectNode tree, byte[] cbor) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Recorded> recorded() throws Exception {
        try (InputStream in = CborRecordedTest.class.getResourceAsStream("recorded.jsonl")) {
            assertNotNull(in);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> {
                JsonNode one = Json.parse(line.getBytes(StandardCharsets.UTF_8));
                return new Recorded(one.path("name").stringValue(), (ObjectNode) one.path("json"),
                        HexFormat.of().parseHex(one.path("cbor").stringValue()));
            }).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void written(Recorded one) {
        byte[] ours = one.name().equals("event")
                ? CborEncoder.watchEvent(one.tree().path("type").stringValue(), (ObjectNode) one.tree().path("object"))
                : CborEncoder.encode(one.tree());
        assertEquals(HexFormat.of().formatHex(one.cbor()), HexFormat.of().formatHex(ours));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void read(Recorded one) {
        assertEquals(sorted(one.tree()), sorted(CborDecoder.object(one.cbor())));
    }

    private static String sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            StringBuilder text = new StringBuilder("{");
            object.properties().stream().sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(m -> text.append(m.getKey()).append(':').append(sorted(m.getValue())).append(','));
            return text.append('}').toString();
        }
        if (node.isArray()) {
            return node.valueStream().map(CborRecordedTest::sorted).toList().toString();
        }
        return node.isNumber() && !node.isIntegralNumber() ? Double.toString(node.doubleValue()) : node.toString();
    }
}
