package dev.coracle.api.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.cbor.CborDecoder;
import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.cbor.CborException;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON, YAML, CBOR and protobuf: either it is refused by the one error that says so, or what was read can be written and read again. */
class DecodingFuzzTest {

    private static final List<GroupVersionKind> KINDS = Catalogue.builtIn().resources().stream()
            .map(ResourceInfo::groupVersionKind).distinct().toList();

    @FuzzTest(maxDuration = "30s")
    void json(byte[] input) {
        JsonNode node;
        try {
            node = Json.parse(input);
        } catch (JacksonException | StatusException refused) {
            return;
        }
        byte[] printed = Json.print(node);
        assertEquals(Json.text(node), Json.text(Json.parse(printed)));
    }

    @FuzzTest(maxDuration = "30s")
    void yaml(byte[] input) {
        ObjectNode object;
        try {
            object = Yaml.parseObject(input);
            Yaml.duplicateKeys(input);
        } catch (StatusException refused) {
            return;
        }
        Json.parse(Json.print(object));
    }

    @FuzzTest(maxDuration = "30s")
    void cbor(byte[] input) {
        ObjectNode object;
        try {
            object = CborDecoder.object(input);
        } catch (CborException refused) {
            return;
        }
        byte[] written = CborEncoder.encode(object);
        assertArrayEquals(written, CborEncoder.encode(CborDecoder.object(written)));
    }

    /** The input is the message of a kind, which the first byte chooses; the rest of an envelope is made around it. */
    @FuzzTest(maxDuration = "30s")
    void protobuf(byte[] input) {
        if (input.length == 0) {
            return;
        }
        GroupVersionKind kind = KINDS.get((input[0] & 0xff) % KINDS.size());
        ObjectNode object;
        try {
            object = ProtobufDecoder.decode(ProtobufEncoder.envelope(kind.groupVersion().toString(), kind.kind(),
                    Arrays.copyOfRange(input, 1, input.length)));
        } catch (StatusException refused) {
            return;
        }
        ObjectNode again = ProtobufDecoder.decode(ProtobufEncoder.encode(object));
        assertEquals(object, again); // but for the order of fields, which says nothing
    }

    /** The whole of it: an envelope, or what passes for one. */
    @FuzzTest(maxDuration = "30s")
    void protobufEnvelope(byte[] input) {
        try {
            ProtobufEncoder.encode(ProtobufDecoder.decode(input));
        } catch (StatusException refused) {
            return;
        }
    }
}
