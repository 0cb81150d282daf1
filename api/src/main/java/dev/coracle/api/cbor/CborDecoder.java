package dev.coracle.api.cbor;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * CBOR to trees, as Kubernetes reads it: strings may be text or bytes, lengths may be left out, keys are strings and stand once, and
 * numbers fit into 64 bits. A byte string that is tagged for base64 becomes that text, as the same bytes would stand in JSON. For one
 * thread, for one document. Source: apimachinery's CBOR serializer and its decoding options.
 */
public final class CborDecoder {

    private static final long SELF_DESCRIBED = 55_799;
    private static final int BASE64URL = 21;
    private static final int BASE64 = 22;
    private static final int BASE16 = 23;

    private final CborReader in;

    private CborDecoder(byte[] data) {
        this.in = new CborReader(data);
    }

    /**
     * The object in a body; an empty one for null.
     *
     * @throws CborException for anything else; where the object's kind could be read it says so
     */
    public static ObjectNode object(byte[] data) {
        check(data);
        return new CborDecoder(data).root();
    }

    /** @throws CborException unless the bytes are one well-formed data item */
    private static void check(byte[] data) {
        if (data.length == 0) {
            throw new CborException("EOF");
        }
        CborReader reader = new CborReader(data);
        reader.check();
        if (!reader.atEnd()) {
            throw new CborException("cbor: " + (data.length - reader.position())
                    + " bytes of extraneous data starting at index " + reader.position());
        }
    }

    private ObjectNode root() {
        skipSelfDescription();
        MajorType type = in.next();
        if (type == MajorType.PRIMITIVE) {
            in.head();
            if (Primitives.value(in.info(), in.argument()).isNull()) {
                return Json.object(); // as Go reads null into a struct
            }
        }
        if (type != MajorType.MAP) {
            throw new CborException("cbor: cannot unmarshal " + type.words + " into Go value of type v1.TypeMeta"
                    + (type == MajorType.ARRAY ? " (cannot decode CBOR array to struct without toarray option)" : ""));
        }
        return members(true);
    }

    private void skipSelfDescription() {
        while (in.next() == MajorType.TAG) {
            int before = in.position();
            in.head();
            if (in.argument() != SELF_DESCRIBED) {
                in.position(before);
                return;
            }
        }
    }

    /** @param outermost whether a mistake in a value waits for the kind of the whole to be read */
    private ObjectNode members(boolean outermost) {
        ObjectNode object = Json.object();
        in.head();
        long left = in.indefinite() ? Long.MAX_VALUE : in.argument();
        CborException mistake = null;
        for (int i = 0; left > 0 && !in.broken(); left--, i++) {
            String key = key();
            if (object.has(key)) {
                throw new CborException(
                        "cbor: found duplicate map key " + dev.coracle.api.status.FieldErrors.quoted(key)
                                + " at map element index " + i);
            }
            int value = in.position();
            try {
                object.set(key, value());
            } catch (CborException inside) {
                if (!outermost) {
                    throw inside;
                }
                mistake = mistake == null ? inside : mistake;
                object.putNull(key);
                in.position(value);
                in.check();
            }
        }
        return checked(object, mistake);
    }

    private static ObjectNode checked(ObjectNode object, @Nullable CborException mistake) {
        if (mistake == null) {
            return object;
        }
        throw mistake.in(
                new CborException.Place(Trees.string(object, "apiVersion"), Trees.string(object, "kind")));
    }

    private String key() {
        JsonNode key = value();
        if (!key.isString()) {
            throw new CborException("cbor: cannot unmarshal " + (key.isNumber() ? "positive integer" : "map key")
                    + " into Go value of type string");
        }
        return key.stringValue();
    }

    private JsonNode value() {
        return switch (in.next()) {
            case UNSIGNED, NEGATIVE -> integer();
            case BYTES -> {
                in.head();
                yield text(new String(in.string(), StandardCharsets.UTF_8));
            }
            case TEXT -> {
                in.head();
                yield text(valid(in.string()));
            }
            case ARRAY -> items();
            case MAP -> members(false);
            case TAG -> tagged();
            case PRIMITIVE -> {
                in.head();
                yield Primitives.value(in.info(), in.argument());
            }
        };
    }

    private JsonNode integer() {
        MajorType type = in.head();
        if (in.argument() < 0) {
            String number = type == MajorType.UNSIGNED
                    ? Long.toUnsignedString(in.argument())
                    : "-1-" + Long.toUnsignedString(in.argument());
            throw new CborException("cbor: cannot unmarshal " + type.words + " into Go value of type int64 (" + number
                    + " overflows Go's int64)");
        }
        return Primitives.integer(type == MajorType.UNSIGNED ? in.argument() : -1 - in.argument());
    }

    private ArrayNode items() {
        ArrayNode array = Json.array();
        in.head();
        for (long left = in.indefinite() ? Long.MAX_VALUE : in.argument(); left > 0 && !in.broken(); left--) {
            array.add(value());
        }
        return array;
    }

    /** Tags that nobody knows are as good as not there. */
    private JsonNode tagged() {
        in.head();
        long tag = in.argument();
        if (in.next() != MajorType.BYTES || tag < BASE64URL || tag > BASE16) {
            return tag == 0 || tag == 1 ? CborTimes.value(tag, value()) : value();
        }
        in.head();
        byte[] bytes = in.string();
        return text(switch ((int) tag) {
            case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case BASE64 -> Base64.getEncoder().encodeToString(bytes);
            default -> HexFormat.of().formatHex(bytes);
        });
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static String valid(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CborException("cbor: invalid UTF-8 string");
        }
    }

    /** What strict decoding of a built-in kind finds: at most one thing. */
    public static Optional<String> unknownField(ObjectNode object, dev.coracle.api.schema.Schema schema) {
        return UnknownMembers.first(object, schema)
                .map(index -> "cbor: found unknown field at map element index " + index);
    }
}
