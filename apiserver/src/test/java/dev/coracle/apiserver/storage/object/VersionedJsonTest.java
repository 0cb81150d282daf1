package dev.coracle.apiserver.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.Slice;
import org.junit.jupiter.api.Test;

class VersionedJsonTest {

    private static final byte[] STORED = StoredBytes.forStore(Json.parseObject(
            "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"b\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"9\"}}"
                    .getBytes(UTF_8)));

    private static VersionedJson at(long revision) {
        return VersionedJson.of(STORED, StoredBytes.metadataAt(STORED), revision);
    }

    private static String text(Slice slice) {
        return new String(slice.array(), slice.offset(), slice.length(), UTF_8);
    }

    @Test
    void isStoredWithoutAVersion() {
        assertEquals(
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"b\"}}",
                new String(STORED, UTF_8));
    }

    @Test
    void theVersionStandsAtTheHeadOfMetadata() {
        String wanted = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"12\",\"name\":\"x\"},\"data\":{\"a\":\"b\"}}";
        VersionedJson json = at(12);
        assertEquals(wanted, new String(json.joined(), UTF_8));
        assertEquals(wanted, text(json.head()) + text(json.rest()));
        assertEquals(wanted.length(), json.length());
        String fromMetadata = wanted.substring(wanted.indexOf("\"metadata\""));
        assertEquals(fromMetadata, text(json.headFromMetadata()) + text(json.rest()));
        assertEquals(fromMetadata.length(), json.lengthFromMetadata());
    }

    @Test
    void anotherRevisionHasTheSameBytes() {
        VersionedJson json = at(12).at(12345);
        assertEquals("12345", Json.parse(json.joined()).path("metadata").path("resourceVersion").asString());
        assertSame(STORED, json.rest().array());
    }

    @Test
    void emptyMetadataGetsNoComma() {
        byte[] stored = "{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{}}".getBytes(UTF_8);
        VersionedJson json = VersionedJson.of(stored, StoredBytes.metadataAt(stored), 7);
        assertEquals("{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"}}",
                new String(json.joined(), UTF_8));
    }

    @Test
    void whatIsNotStoredMayHaveNone() {
        VersionedJson json = VersionedJson.without(STORED, StoredBytes.metadataAt(STORED));
        assertEquals(new String(STORED, UTF_8), text(json.head()) + text(json.rest()));
        assertTrue(new String(STORED, UTF_8).endsWith(text(json.headFromMetadata()) + text(json.rest())));
    }
}
