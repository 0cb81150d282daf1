package dev.coracle.api.protobuf;

import dev.coracle.api.gotypes.GoTypes;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.FieldType.Scalar;
import dev.coracle.api.protobuf.FieldType.Special;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' protobuf to trees, as Go would print them in JSON: zeros of fields that JSON leaves out when empty are left out, fields that
 * JSON always has are there. Unknown fields are passed over. Malformed input, input nested deeper than {@value #MAX_DEPTH} and input of more
 * messages than its size warrants is a StatusException (400); the size itself is bounded where the body is read.
 */
public final class ProtobufDecoder {

    /** Nothing real but schemas of schemas is deeper than 20. */
    static final int MAX_DEPTH = 300;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** How many more messages may come: bounds what a few bytes can grow to. */
    private int messagesLeft;

    private ProtobufDecoder(int messages) {
        this.messagesLeft = messages;
    }

    /** Whether the bytes begin as an object in protobuf does. */
    public static boolean isEnvelope(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 'k' && bytes[1] == '8' && bytes[2] == 's' && bytes[3] == 0;
    }

    /**
     * The object in an envelope.
     *
     * @throws StatusException 400 if the bytes are not an object of a built-in kind
     */
    public static ObjectNode decode(byte[] bytes) {
        if (!isEnvelope(bytes)) {
            throw WireReader.malformed("it does not begin with the four bytes k8s\\0");
        }
        return new ProtobufDecoder(bytes.length / 8 + 1000).envelope(bytes, 0);
    }

    ObjectNode envelope(byte[] bytes, int depth) {
        String apiVersion = "";
        String kind = "";
        byte[] raw = new byte[0];
        WireReader in = new WireReader(bytes);
        in.skipMagic();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> {
                    in.expect(WireWriter.BYTES);
                    WireReader meta = in.message();
                    for (int part = meta.nextField(); part != 0; part = meta.nextField()) {
                        switch (part) {
                            case 1 -> apiVersion = meta.string();
                            case 2 -> kind = meta.string();
                            default -> meta.skip();
                        }
                    }
                }
                case 2 -> {
                    in.expect(WireWriter.BYTES);
                    raw = in.bytes();
                }
                default -> in.skip();
            }
        }
        return object(new GroupVersionKind(GroupVersion.parse(apiVersion).group(),
                GroupVersion.parse(apiVersion).version(), kind), raw, depth);
    }

    private ObjectNode object(GroupVersionKind kind, byte[] raw, int depth) {
        MessageType type = MessageTypes.builtIn().ofKind(kind).orElseThrow(() -> StatusException.badRequest(
                "no kind \"" + kind.kind() + "\" is registered for version \"" + kind.groupVersion()
                        + "\" in protobuf: send it as JSON"));
        ObjectNode object = Json.object();
        object.put("apiVersion", kind.groupVersion().toString());
        object.put("kind", kind.kind());
        object.setAll(struct(new WireReader(raw), type, depth));
        return object;
    }

    ObjectNode struct(WireReader in, MessageType type, int depth) {
        if (depth > MAX_DEPTH || --messagesLeft < 0) {
            throw WireReader.malformed("it is nested too deeply or has too many parts");
        }
        ObjectNode object = NODES.objectNode();
        fields(in, type, object, depth);
        for (Map.Entry<String, JsonNode> always : type.facts().always().entrySet()) {
            if (!object.has(always.getKey())) {
                object.set(always.getKey(), zero(type, always.getKey(), always.getValue()));
            }
        }
        return object;
    }

    private static JsonNode zero(MessageType type, String name, JsonNode zero) {
        if (!zero.isObject()) {
            return zero;
        }
        return type.descending().stream().filter(field -> field.json().equals(name)).findFirst()
                .map(MessageType.Field::type).filter(FieldType.Struct.class::isInstance)
                .map(struct -> zeros(((FieldType.Struct) struct).type())).orElseGet(Json::object);
    }

    private static ObjectNode zeros(MessageType type) {
        ObjectNode object = NODES.objectNode();
        GoTypes.Facts facts = type.facts();
        facts.always().forEach((name, value) -> object.set(name, zero(type, name, value)));
        return object;
    }

    private void fields(WireReader in, MessageType type, ObjectNode object, int depth) {
        for (int number = in.nextField(); number != 0; number = in.nextField()) {
            MessageType.Field field = type.field(number);
            if (field == null) {
                in.skip();
                continue;
            }
            MessageType inline = field.inline();
            if (inline != null) {
                in.expect(WireWriter.BYTES);
                if (depth > MAX_DEPTH) {
                    throw WireReader.malformed("it is nested too deeply");
                }
                fields(in.message(), inline, object, depth + 1);
            } else {
                field(in, field, object, depth);
            }
        }
    }

    private void field(WireReader in, MessageType.Field field, ObjectNode object, int depth) {
        if (field.repeated()) {
            ArrayNode array = object.get(field.json()) instanceof ArrayNode known
                    ? known
                    : object.putArray(field.json());
            if (in.wireType() == WireWriter.BYTES && field.type() instanceof Scalar scalar && packable(scalar)) {
                WireReader packed = in.message();
                while (!packed.isEmpty()) {
                    array.add(scalarOf(packed, scalar));
                }
            } else {
                array.add(value(in, field.type(), depth).orElseGet(NODES::nullNode));
            }
        } else if (field.type() instanceof FieldType.MapOf map) {
            in.expect(WireWriter.BYTES);
            entry(in.message(), map.value(),
                    object.get(field.json()) instanceof ObjectNode known ? known : object.putObject(field.json()),
                    depth);
        } else {
            Optional<JsonNode> value = value(in, field.type(), depth);
            if (value.isPresent() && (field.keepsZero() || !isZero(field.type(), value.get()))) {
                object.set(field.json(), value.get());
            } else {
                object.remove(field.json());
            }
        }
    }

    private static boolean packable(Scalar scalar) {
        return switch (scalar) {
            case STRING, BYTES -> false;
            case BOOL, INT32, INT64, DOUBLE -> true;
        };
    }

    private void entry(WireReader in, FieldType type, ObjectNode map, int depth) {
        String key = "";
        Optional<JsonNode> value = Optional.empty();
        for (int part = in.nextField(); part != 0; part = in.nextField()) {
            switch (part) {
                case 1 -> {
                    in.expect(WireWriter.BYTES);
                    key = in.string();
                }
                case 2 -> value = value(in, type, depth);
                default -> in.skip();
            }
        }
        map.set(key, value.orElseGet(() -> emptyOf(type)));
    }

    private static JsonNode emptyOf(FieldType type) {
        return switch (type) {
            case Scalar scalar -> switch (scalar) {
                case STRING, BYTES -> NODES.stringNode("");
                case BOOL -> NODES.booleanNode(false);
                case INT32, INT64, DOUBLE -> NODES.numberNode(0);
            };
            case Special special -> special == Special.QUANTITY ? NODES.stringNode("0") : NODES.nullNode();
            case FieldType.Struct struct -> zeros(struct.type());
            case FieldType.MapOf map -> NODES.objectNode();
        };
    }

    private Optional<JsonNode> value(WireReader in, FieldType type, int depth) {
        return switch (type) {
            case Scalar scalar -> Optional.of(scalarOf(checked(in, scalar), scalar));
            case Special special -> {
                in.expect(WireWriter.BYTES);
                if (--messagesLeft < 0) {
                    throw WireReader.malformed("it has too many parts");
                }
                yield SpecialForms.read(special, in.message(), this, depth);
            }
            case FieldType.Struct struct -> {
                in.expect(WireWriter.BYTES);
                yield Optional.of(struct(in.message(), struct.type(), depth + 1));
            }
            case FieldType.MapOf map -> throw new IllegalStateException("a map of maps");
        };
    }

    private static WireReader checked(WireReader in, Scalar scalar) {
        in.expect(switch (scalar) {
            case STRING, BYTES -> WireWriter.BYTES;
            case BOOL, INT32, INT64 -> WireWriter.VARINT;
            case DOUBLE -> WireWriter.FIXED64;
        });
        return in;
    }

    private static JsonNode scalarOf(WireReader in, Scalar scalar) {
        return switch (scalar) {
            case STRING -> NODES.stringNode(in.string());
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
            case BOOL -> NODES.booleanNode(in.varint() != 0);
            case INT32 -> NODES.numberNode((int) in.varint());
            case INT64 -> whole(in.varint());
            case DOUBLE -> number(in.fixedDouble());
        };
    }

    /** As JSON's parser has it: trees are compared, and a number that fits an int is one, whatever it was read from. */
    private static JsonNode whole(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    /** Whole numbers without a point, as Go prints them. */
    private static JsonNode number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? whole((long) value)
                : NODES.numberNode(value);
    }

    private static boolean isZero(FieldType type, JsonNode value) {
        if (!(type instanceof Scalar scalar)) {
            return false;
        }
        return switch (scalar) {
            case STRING, BYTES -> value.stringValue().isEmpty();
            case BOOL -> !value.booleanValue();
            case INT32, INT64, DOUBLE -> value.doubleValue() == 0;
        };
    }
}
