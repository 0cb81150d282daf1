package dev.coracle.api.tree;

import dev.coracle.api.status.StatusException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON bytes to trees and back, with bounds on what comes from outside: depth {@value #MAX_DEPTH}, numbers of at most 100 digits.
 * The size of a body is bounded where it is read. Safe for use by any number of threads.
 */
public final class Json {

    /** Go's decoder stops at 10,000; nothing real is deeper than a schema of schemas. */
    public static final int MAX_DEPTH = 1000;

    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    // A tree is asked for fields by names that stand in the code: the same string is found without comparing letters.
                    .enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100).maxStringLength(16 << 20).maxDocumentLength(64L << 20).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).nodeFactory(new FiniteNumbers()).build();

    /** What is too large for a floating point number must not become infinite, for which JSON has no word. */
    private static final class FiniteNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1;

        @Override
        public NumericNode numberNode(double number) {
            if (!Double.isFinite(number)) {
                throw StatusException
                        .badRequest("json: cannot unmarshal number into Go value of type float64: out of range");
            }
            return super.numberNode(number);
        }
    }

    private Json() {}

    /**
     * Any JSON value.
     *
     * @throws JacksonException if the bytes are not JSON or beyond the bounds
     * @throws StatusException  (400) if a number is beyond 64 bits' floating point
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            if (isUtf8(bytes)) {
                throw e;
            }
            return MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8)); // with U+FFFD for what is none, as Go does
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** A JSON object from a client. @throws StatusException (400) if the bytes are something else */
    public static ObjectNode parseObject(byte[] bytes) {
        JsonNode node;
        try {
            node = parse(bytes);
        } catch (JacksonException e) {
            throw StatusException.badRequest("couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw StatusException.badRequest("couldn't get version/kind; json parse error: a JSON object is expected");
    }

    /** A parser over the bytes, for those who want to see the tokens. */
    public static JsonParser parser(byte[] bytes) {
        return MAPPER.createParser(bytes);
    }

    /** Compact JSON. */
    public static byte[] print(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Indented JSON, for people. */
    public static byte[] pretty(JsonNode node) {
        return PrettyJson.print(node);
    }

    /** Indented JSON of a value that stands {@code depth} levels down in another; its first line is not indented. */
    public static String pretty(JsonNode node, int depth) {
        return PrettyJson.print(node, depth);
    }

    /** Compact JSON as text. */
    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
