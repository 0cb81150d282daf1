package dev.coracle.api.cbor;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees to CBOR, as Kubernetes writes it: names and strings as byte strings, the fields of an object in the order of their encoded names,
 * numbers in their shortest form, bytes tagged for base64, all in the tag that says that it is CBOR. Stateless; safe for use by any number
 * of threads. Source: apimachinery's CBOR serializer; RFC 8949 section 4.2.1.
 */
public final class CborEncoder {

    private static final byte[] SELF_DESCRIBED = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};
    private static final int BASE64 = 22;

    private final CborWriter out = new CborWriter();

    private CborEncoder() {}

    /** One object; of a built-in kind's fields the types are known, a custom one's are what its JSON says. */
    public static byte[] encode(ObjectNode object) {
        CborEncoder encoder = new CborEncoder();
        encoder.object(object);
        return encoder.out.toBytes();
    }

    /** One event of a watch: an item of a sequence, the object in it being whole as well. */
    public static byte[] watchEvent(String type, ObjectNode object) {
        CborEncoder encoder = new CborEncoder();
        encoder.out.raw(SELF_DESCRIBED);
        encoder.out.head(MajorType.MAP, 2);
        encoder.string("type");
        encoder.string(type);
        encoder.string("object");
        encoder.object(object);
        return encoder.out.toBytes();
    }

    /** What is around the items of a list, whose items are encoded one by one. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Around(byte[] head, byte[] tail, Schema items) {
        public byte[] item(ObjectNode item) {
            CborEncoder encoder = new CborEncoder();
            encoder.value(item, items);
            return encoder.out.toBytes();
        }
    }

    /** @param list without items @param field that its items are in @param size how many there will be */
    public static Around around(ObjectNode list, String field, int size) {
        CborEncoder encoder = new CborEncoder();
        encoder.out.raw(SELF_DESCRIBED);
        Schema schema = schema(list);
        int[] split = new int[1];
        encoder.members(list, schema, name -> {
            if (name.equals(field)) {
                encoder.out.head(MajorType.ARRAY, size);
                split[0] = encoder.out.size();
            }
            return name.equals(field);
        });
        byte[] all = encoder.out.toBytes();
        return new Around(Arrays.copyOf(all, split[0]), Arrays.copyOfRange(all, split[0], all.length),
                schema.child(field).flatMap(Schema::items).orElse(Schema.anything()));
    }

    private static Schema schema(ObjectNode object) {
        Catalogue builtIn = Catalogue.builtIn();
        return builtIn.definitionName(Meta.kind(object)).flatMap(builtIn::definition).orElse(Schema.anything());
    }

    private void object(ObjectNode object) {
        out.raw(SELF_DESCRIBED);
        value(object, schema(object));
    }

    private void value(JsonNode value, Schema schema) {
        switch (value) {
            case ObjectNode object -> members(object, schema, name -> false);
            case ArrayNode array -> {
                out.head(MajorType.ARRAY, array.size());
                Schema items = schema.items().orElse(Schema.anything());
                array.forEach(item -> value(item, items));
            }
            case JsonNode text when text.isString() -> text(text.stringValue(), schema);
            case JsonNode number when number.isIntegralNumber() && number.canConvertToLong()
                    && schema.type() != Schema.Type.NUMBER ->
                out.integer(number.longValue());
            case JsonNode number when number.isNumber() -> out.floating(number.doubleValue());
            case JsonNode flag when flag.isBoolean() -> out.bool(flag.booleanValue());
            default -> out.nothing();
        }
    }

    /** @param written writes the value of a member itself, if it says so */
    private void members(ObjectNode object, Schema schema, Predicate<String> written) {
        TreeMap<byte[], Map.Entry<String, JsonNode>> ordered = new TreeMap<>(CborEncoder::compareNames);
        object.properties().forEach(m -> ordered.put(m.getKey().getBytes(StandardCharsets.UTF_8), m));
        out.head(MajorType.MAP, ordered.size());
        ordered.forEach((name, member) -> {
            out.bytes(name);
            if (!written.test(member.getKey())) {
                value(member.getValue(), schema.child(member.getKey()).orElse(Schema.anything()));
            }
        });
    }

    /** By their encoded form, which begins with the length. */
    private static int compareNames(byte[] one, byte[] other) {
        return one.length != other.length
                ? Integer.compare(one.length, other.length)
                : Arrays.compareUnsigned(one, other);
    }

    private void text(String text, Schema schema) {
        if (schema.format().equals("byte")) {
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(text);
                out.head(MajorType.TAG, BASE64);
                out.bytes(bytes);
                return;
            } catch (IllegalArgumentException noBase64) {
                // then it is a text like others
            }
        }
        string(text);
    }

    private void string(String text) {
        out.bytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
