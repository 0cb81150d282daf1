package dev.coracle.client.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.kubernetes.api.model.IntOrString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON for fabric8's model classes: fields that they don't know are kept, nulls in place of lists and maps read as
 * absent.
 */
public final class Serialization {

    /** Nesting is bounded by the parser's default; one string by what the API server takes (3 MiB) and some. */
    private static final int MAX_STRING = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).build()).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Types are looked into when the first object comes: most kinds of a small cluster have none.
            .disable(DeserializationFeature.EAGER_DESERIALIZER_FETCH)
            .addModule(new SimpleModule().addDeserializer(IntOrString.class, new IntOrStringReader()))
            .changeDefaultNullHandling(n -> JsonSetter.Value.forValueNulls(Nulls.SKIP))
            .build();

    private Serialization() {}

    /** The one mapper; it is immutable. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static <T> T fromTree(JsonNode tree, Class<T> type) {
        return MAPPER.treeToValue(tree, type);
    }

    public static ObjectNode toTree(Object object) {
        return MAPPER.valueToTree(object);
    }

    public static <T> T fromBytes(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    public static byte[] toBytes(Object object) {
        return MAPPER.writeValueAsBytes(object);
    }
}
