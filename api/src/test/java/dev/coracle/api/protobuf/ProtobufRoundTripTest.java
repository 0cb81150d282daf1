package dev.coracle.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ProtobufRoundTripTest {

    private static ObjectNode tree(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Stream<GroupVersionKind> kinds() {
        return Catalogue.builtIn().resources().stream().map(ResourceInfo::groupVersionKind).distinct();
    }

    /** Full objects and random sparse ones of every kind come back as they were. */
    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindComesBack(GroupVersionKind kind) {
        assertTrue(ProtobufEncoder.knows(kind));
        Schema schema = Catalogue.builtIn().schema(kind);
        for (int percent : new int[]{100, 70, 30, 0}) {
            ObjectNode object = Json.object();
            object.put("apiVersion", kind.groupVersion().toString()).put("kind", kind.kind());
            ObjectNode sample = new Samples(new Random(percent), percent).object(schema, 0);
            object.setAll(sample);
            GoForm.normalize(object, schema);
            GoForm.complete(object, schema);
            ObjectNode expected = Json.parseObject(Json.print(object));
            byte[] encoded = ProtobufEncoder.encode(object);
            ObjectNode decoded = ProtobufDecoder.decode(encoded);
            assertEquals(expected, Json.parse(Json.print(decoded)));
            assertArrayEquals(encoded, ProtobufEncoder.encode(decoded));
        }
    }

    /** What a Go client writes: zeros are on the wire, but only those that JSON tells from absences come through. */
    @Test
    void zerosOfPointersStayOthersVanish() {
        ObjectNode pod = tree(
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'priority':0,'hostNetwork':false,"
                        + "'hostIPC':true,'automountServiceAccountToken':false,'nodeName':'','containers':[{'name':'','stdin':false}]}}");
        assertEquals(tree("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'priority':0,'hostIPC':true,"
                + "'automountServiceAccountToken':false,'containers':[{'name':'','resources':{}}]},'status':{}}"),
                Json.parse(Json.print(ProtobufDecoder.decode(ProtobufEncoder.encode(pod)))));
    }

    /** A ConfigMap byte by byte: magic, envelope{typeMeta{v1, ConfigMap}, raw{metadata{name}, data{x: 1}}, "", ""}. */
    @Test
    void writesTheEnvelopeOfUpstream() {
        ObjectNode map = tree("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'x':'1'}}");
        byte[] encoded = ProtobufEncoder.encode(map);
        String latin = new String(encoded, StandardCharsets.ISO_8859_1);
        assertEquals("k8s\0\n\017\n\002v1\022\tConfigMap\022\r\n\003\n\001a\022\006\n\001x\022\0011\032\000\"\000",
                latin);
        assertEquals(map, ProtobufDecoder.decode(encoded));
    }

    @Test
    void listsAreMadeOfTheirItems() {
        GroupVersionKind list = new GroupVersionKind("", "v1", "ConfigMapList");
        GroupVersionKind item = new GroupVersionKind("", "v1", "ConfigMap");
        ObjectNode a = tree("{'metadata':{'name':'a'}}");
        ObjectNode b = tree("{'metadata':{'name':'b'},'data':{'k':'v'}}");
        ObjectNode metadata = tree("{'resourceVersion':'7','remainingItemCount':0}");
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (ObjectNode object : List.of(a, b)) {
            byte[] message = ProtobufEncoder.message(object, item);
            items.writeBytes(ProtobufEncoder.listItemHead(message.length));
            items.writeBytes(message);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ProtobufEncoder.listHead(list, metadata, items.size()));
        bytes.writeBytes(items.toByteArray());
        bytes.writeBytes(ProtobufEncoder.listTail());
        ObjectNode whole = tree(
                "{'apiVersion':'v1','kind':'ConfigMapList','metadata':{'resourceVersion':'7','remainingItemCount':0},"
                        + "'items':[{'metadata':{'name':'a'}},{'metadata':{'name':'b'},'data':{'k':'v'}}]}");
        assertEquals(whole, Json.parse(Json.print(ProtobufDecoder.decode(bytes.toByteArray()))));
        assertArrayEquals(ProtobufEncoder.encode(whole), bytes.toByteArray());
    }

    @Test
    void watchFramesSayTheirLength() {
        byte[] object = ProtobufEncoder.encode(tree("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}"));
        byte[] frame = ProtobufEncoder.watchFrame("ADDED", object);
        assertEquals(frame.length - 4, java.nio.ByteBuffer.wrap(frame).getInt());
        WireReader in = new WireReader(java.util.Arrays.copyOfRange(frame, 4, frame.length));
        assertEquals(1, in.nextField());
        assertEquals("ADDED", in.string());
        assertEquals(2, in.nextField());
        WireReader raw = in.message();
        assertEquals(1, raw.nextField());
        assertArrayEquals(object, raw.bytes());
        assertEquals(0, in.nextField());
    }

    @Test
    void customKindsHaveNoForm() {
        assertFalse(ProtobufEncoder.knows(new GroupVersionKind("x.io", "v1", "Thing")));
        StatusException refused = assertThrows(StatusException.class,
                () -> ProtobufDecoder.decode(ProtobufEncoder.envelope("x.io/v1", "Thing", new byte[0])));
        assertEquals(400, refused.status().code());
    }

    @Test
    void optionsOfAnyGroupAreUnderstood() {
        ObjectNode options = tree(
                "{'apiVersion':'apps/v1','kind':'DeleteOptions','gracePeriodSeconds':0,'preconditions':{'uid':'u'},"
                        + "'propagationPolicy':'Orphan'}");
        assertEquals(options, Json.parse(Json.print(ProtobufDecoder.decode(ProtobufEncoder.encode(options)))));
    }

    /** Whatever is cut off or changed, the answer is an object or a 400, in little memory and time. */
    @Test
    void malformedInputIsRefused() {
        Schema schema = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "Pod"));
        ObjectNode pod = new Samples(new Random(1), 60).object(schema, 0);
        pod.put("apiVersion", "v1").put("kind", "Pod");
        byte[] bytes = ProtobufEncoder.encode(pod);
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] broken = java.util.Arrays.copyOf(bytes,
                    random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
            for (int i = random.nextInt(4); i > 0 && broken.length > 4; i--) {
                broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            }
            try {
                ProtobufDecoder.decode(broken);
            } catch (StatusException e) {
                assertEquals(400, e.status().code());
                refused++;
            }
        }
        assertTrue(refused > 500, "refused " + refused);
    }

    @Test
    void depthAndNumberOfPartsAreBounded() {
        GroupVersionKind kind = new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        MessageType type = MessageTypes.builtIn().schemaProps();
        MessageType.Field not = type.descending().stream().filter(field -> field.json().equals("not")).findFirst()
                .orElseThrow();
        byte[] nested = new byte[0];
        for (int i = 0; i < 1000; i++) {
            WireWriter out = new WireWriter();
            out.bytes(not.number(), nested);
            nested = out.toBytes();
        }
        WireWriter openApi = new WireWriter();
        openApi.bytes(1, nested);
        byte[] wrapped = wrap(wrap(wrap(openApi.toBytes(), field(kind, "schema", "spec", "versions")),
                field(kind, "versions", "spec")), field(kind, "spec"));
        assertThrows(StatusException.class,
                () -> ProtobufDecoder
                        .decode(ProtobufEncoder.envelope(kind.groupVersion().toString(), kind.kind(), wrapped)));

        WireWriter many = new WireWriter();
        for (int i = 0; i < 100_000; i++) {
            many.bytes(2, new byte[0]);
        }
        byte[] items = many.toBytes();
        assertThrows(StatusException.class,
                () -> ProtobufDecoder.decode(ProtobufEncoder.envelope("v1", "PodList", items)));
    }

    private static byte[] wrap(byte[] inner, int number) {
        WireWriter out = new WireWriter();
        out.bytes(number, inner);
        return out.toBytes();
    }

    private static int field(GroupVersionKind kind, String name, String... path) {
        MessageType type = MessageTypes.builtIn().ofKind(kind).orElseThrow();
        for (String step : path) {
            type = ((FieldType.Struct) type.descending().stream().filter(f -> f.json().equals(step)).findFirst()
                    .orElseThrow()
                    .type()).type();
        }
        return type.descending().stream().filter(f -> f.json().equals(name)).findFirst().orElseThrow().number();
    }

    /** Trees that fit a schema, with that many percent of the optional fields. */
    private record Samples(Random random, int percent) {

        private static final int MAX_DEPTH = 9;

        ObjectNode object(Schema schema, int depth) {
            ObjectNode object = Json.object();
            schema.properties().forEach((name, field) -> {
                // What an object says it is stands in the envelope; of an embedded object (a claim template) it is lost.
                boolean typeMeta = (name.equals("apiVersion") || name.equals("kind"))
                        && schema.protobufField(name).isEmpty();
                if (!typeMeta && random.nextInt(100) < percent && depth < MAX_DEPTH) {
                    object.set(name, value(name, field, depth + 1));
                }
            });
            return object;
        }

        private JsonNode value(String name, Schema schema, int depth) {
            String ref = schema.refName().orElse("");
            if (ref.endsWith("RawExtension") || ref.endsWith("FieldsV1") || ref.endsWith(".JSON")) {
                return tree("{'f:a':{}}");
            }
            if (ref.endsWith("OrBool")) {
                return Json.object().booleanNode(random.nextBoolean());
            }
            if (ref.endsWith("OrArray") || ref.endsWith("OrStringArray")) {
                return tree("{'type':'string'}");
            }
            if (ref.endsWith(".MicroTime")) {
                return Json.object().stringNode("2030-01-02T03:04:05.000006Z");
            }
            return switch (schema.type()) {
                case OBJECT -> schema.additionalProperties().isPresent()
                        ? Json.object().set("key", value(name, schema.additionalProperties().get(), depth))
                        : object(schema, depth);
                case ARRAY -> {
                    var items = Json.array();
                    for (int i = depth > 6 ? 1 : 1 + random.nextInt(2); i > 0; i--) {
                        items.add(value(name, schema.items().orElse(Schema.anything()), depth));
                    }
                    yield items;
                }
                case STRING -> Json.object().stringNode(switch (schema.format()) {
                    case "date-time" -> "2030-01-02T03:04:05Z";
                    case "byte" -> "AQID";
                    default -> "s" + random.nextInt(9) + "é";
                });
                case INTEGER -> Json.object().numberNode(random.nextInt(-3, 1 << 20));
                case NUMBER -> Json.object().numberNode(1.5);
                case BOOLEAN -> Json.object().booleanNode(random.nextBoolean());
                case INT_OR_STRING -> schema.isQuantity()
                        ? Json.object().stringNode("1500m")
                        : random.nextBoolean()
                                ? Json.object().numberNode(random.nextInt(9))
                                : Json.object().stringNode("10%");
                case ANY -> Json.object();
            };
        }
    }
}
