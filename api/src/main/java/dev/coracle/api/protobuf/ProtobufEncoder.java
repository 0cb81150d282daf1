package dev.coracle.api.protobuf;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.FieldType.Scalar;
import dev.coracle.api.protobuf.FieldType.Special;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees of built-in kinds to Kubernetes' protobuf. Fields that the kind does not have are left out. Three layers that can be used apart, so
 * that an object is encoded once for gets, lists and watches: the message of an object ({@link #message}), the envelope with its
 * apiVersion and kind ({@link #envelope}), a frame of a watch ({@link #watchFrame}). Stateless; safe for use by any number of threads.
 * Source: apimachinery's protobuf serializer; {@code application/vnd.kubernetes.protobuf}.
 */
public final class ProtobufEncoder {

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufEncoder() {}

    /** Whether objects of this kind can be encoded; custom kinds and Tables cannot. */
    public static boolean knows(GroupVersionKind kind) {
        return MessageTypes.builtIn().ofKind(kind).isPresent();
    }

    /** An object, list or Status in its envelope. @throws IllegalArgumentException if its kind is not known */
    public static byte[] encode(ObjectNode object) {
        GroupVersionKind kind = Meta.kind(object);
        return envelope(kind.groupVersion().toString(), kind.kind(), message(object, kind));
    }

    /** The bare message of an object of {@code kind}, whatever the object itself says it is. */
    public static byte[] message(ObjectNode object, GroupVersionKind kind) {
        WireWriter out = new WireWriter();
        struct(object, type(kind), out);
        return out.toBytes();
    }

    private static MessageType type(GroupVersionKind kind) {
        return MessageTypes.builtIn().ofKind(kind).orElseThrow(
                () -> new IllegalArgumentException(kind + " has no protobuf form: ask knows() before encoding"));
    }

    /** A message in the envelope that says what it is. */
    public static byte[] envelope(String apiVersion, String kind, byte[] message) {
        WireWriter out = new WireWriter();
        out.string(4, "");
        out.string(3, "");
        out.bytes(2, message);
        int mark = out.mark();
        out.string(2, kind);
        out.string(1, apiVersion);
        out.message(1, mark);
        out.raw(MAGIC);
        return out.toBytes();
    }

    /**
     * What comes before the items of a list in its envelope; each item then has {@link #listItemHead} before its message, and after the last comes {@link #listTail}.
     *
     * @param list  kind of the list, such as PodList
     * @param items bytes of all items with their heads
     */
    public static byte[] listHead(GroupVersionKind list, ObjectNode metadata, long items) {
        WireWriter out = new WireWriter();
        int mark = out.mark();
        struct(metadata, MessageTypes.builtIn().message("k8s.io.apimachinery.pkg.apis.meta.v1.ListMeta"), out);
        out.message(1, mark);
        out.begin(2, out.mark() + items);
        mark = out.mark();
        out.string(2, list.kind());
        out.string(1, list.groupVersion().toString());
        out.message(1, mark);
        out.raw(MAGIC);
        return out.toBytes();
    }

    /** @param length of the item's message */
    public static byte[] listItemHead(int length) {
        WireWriter out = new WireWriter();
        out.begin(2, length);
        return out.toBytes();
    }

    public static byte[] listTail() {
        WireWriter out = new WireWriter();
        out.string(4, "");
        out.string(3, "");
        return out.toBytes();
    }

    /** One event of a watch, with the length before it. @param envelope the object, as {@link #encode} makes it */
    public static byte[] watchFrame(String type, byte[] envelope) {
        WireWriter out = new WireWriter();
        int mark = out.mark();
        out.bytes(1, envelope);
        out.message(2, mark);
        out.string(1, type);
        out.raw(ByteBuffer.allocate(4).putInt(out.mark()).array());
        return out.toBytes();
    }

    static void struct(JsonNode object, MessageType type, WireWriter out) {
        for (MessageType.Field field : type.descending()) {
            MessageType inline = field.inline();
            if (inline != null) {
                int mark = out.mark();
                struct(object, inline, out);
                if (out.mark() > mark) {
                    out.message(field.number(), mark);
                }
                continue;
            }
            JsonNode value = object.get(field.json());
            if (value != null && !value.isNull()) {
                field(field, value, out);
            }
        }
    }

    private static void field(MessageType.Field field, JsonNode value, WireWriter out) {
        if (field.repeated()) {
            for (int i = value.size() - 1; i >= 0; i--) {
                value(field.number(), field.type(), value.get(i), out);
            }
        } else if (field.type() instanceof FieldType.MapOf map) {
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(value.properties());
            entries.sort(Map.Entry.<String, JsonNode>comparingByKey().reversed());
            for (Map.Entry<String, JsonNode> entry : entries) {
                int mark = out.mark();
                value(2, map.value(), entry.getValue(), out);
                out.string(1, entry.getKey());
                out.message(field.number(), mark);
            }
        } else {
            value(field.number(), field.type(), value, out);
        }
    }

    private static void value(int number, FieldType type, JsonNode value, WireWriter out) {
        switch (type) {
            case Scalar scalar -> scalar(number, scalar, value, out);
            case Special special -> {
                int mark = out.mark();
                SpecialForms.write(special, value, out);
                out.message(number, mark);
            }
            case FieldType.Struct struct -> {
                int mark = out.mark();
                struct(value, struct.type(), out);
                out.message(number, mark);
            }
            case FieldType.MapOf map -> throw new IllegalStateException("a map of maps");
        }
    }

    private static void scalar(int number, Scalar scalar, JsonNode value, WireWriter out) {
        switch (scalar) {
            case STRING -> out.string(number, value.asString(""));
            case BYTES -> out.bytes(number,
                    Base64.getMimeDecoder().decode(value.asString("").getBytes(StandardCharsets.US_ASCII)));
            case BOOL -> out.bool(number, value.asBoolean(false));
            case INT32, INT64 -> out.integer(number, value.asLong(0));
            case DOUBLE -> out.doubling(number, value.asDouble(0));
        }
    }
}
