package dev.coracle.apiserver.overload.scenario;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.heap.TreeWeight;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that come to as much as possible for their bytes, of a custom kind that keeps whatever it is sent, and of built-in ones. */
final class WorstBodies {

    static final String DEFINITION = "{\"metadata\":{\"name\":\"things.example.com\"},\"spec\":{\"group\":\"example.com\",\"scope\":\"Namespaced\","
            + "\"names\":{\"plural\":\"things\",\"singular\":\"thing\",\"kind\":\"Thing\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
            + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}}]}}";
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String THINGS = "/apis/example.com/v1/namespaces/default/things";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final int LARGEST = (3 << 20) - 1000;

    /** A request. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sent(String what, String method, String path, String type, byte[] body) {}

    private WorstBodies() {}

    static String thing(String name, String value) {
        return "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"" + name + "\"},\"x\":"
                + value + "}";
    }

    /** @param weight that the server is to take each for, if it gets that heavy */
    static List<Sent> ofWeight(long weight) {
        List<Sent> all = new ArrayList<>();
        String create = THINGS + "?dryRun=All";
        for (String item : List.of("11", "{}", "[]", "\"\"", "{\"\":0}", "{\"a\":{\"b\":[1.5]}}")) {
            all.add(sized("items " + item, "POST", create, JSON, weight, n -> Scene.bytes(thing("t", items(item, n)))));
        }
        all.add(sized("keys", "POST", create, JSON, weight, n -> Scene.bytes(thing("t", keys("0", n)))));
        all.add(sized("objects under keys", "POST", create, JSON, weight, n -> Scene.bytes(thing("t", keys("{}", n)))));
        all.add(sized("flow YAML", "POST", create, YAML, weight, n -> Scene.bytes(thing("t", items("1", n)))));
        all.add(sized("block YAML", "POST", create, YAML, weight, n -> Scene.bytes(
                "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nx:\n" + "- a:\n".repeat(n))));
        all.add(sized("applied", "PATCH", THINGS + "/applied?dryRun=All&fieldManager=m", "application/apply-patch+yaml",
                weight, n -> Scene.bytes(thing("applied", keys(" 0", n)))));
        all.add(sized("CBOR", "POST", create, "application/cbor", weight, n -> cbor(n)));
        all.add(sized("containers", "POST", PODS + "?dryRun=All", JSON, weight, n -> Scene.bytes(
                "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"containers\":" + items("{}", n) + "}}")));
        all.add(sized("containers in protobuf", "POST", PODS + "?dryRun=All", "application/vnd.kubernetes.protobuf",
                weight, WorstBodies::protobuf));
        all.add(sized("labels", "POST", "/api/v1/namespaces/default/configmaps?dryRun=All", JSON, weight,
                n -> Scene.bytes("{\"metadata\":{\"name\":\"w\",\"labels\":" + keys("\"-\"", n) + "}}")));
        return all;
    }

    /** The largest of a kind that is no heavier. */
    static Sent sized(String what, String method, String path, String type, long weight, IntFunction<byte[]> made) {
        int few = 1;
        int many = 1_600_000;
        while (many - few > Math.max(1, few / 20)) {
            int count = (few + many) >>> 1;
            byte[] body = made.apply(count);
            if (body.length <= LARGEST && TreeWeight.of(type, body) <= weight) {
                few = count;
            } else {
                many = count;
            }
        }
        return new Sent(what, method, path, type, made.apply(few));
    }

    static String items(String item, int count) {
        return "[" + (item + ",").repeat(count - 1) + item + "]";
    }

    static String keys(String value, int count) {
        StringBuilder keys = new StringBuilder("{");
        for (int i = 0; i < count && keys.length() <= LARGEST; i++) {
            keys.append(i == 0 ? "\"" : ",\"").append(Integer.toString(i, 36)).append("\":").append(value);
        }
        return keys.append('}').toString();
    }

    /** A list of empty objects, a byte each. */
    private static byte[] cbor(int count) {
        ObjectNode thing = (ObjectNode) Json.parse(Scene.bytes(thing("t", "[]")));
        thing.remove("x");
        CborEncoder.Around around = CborEncoder.around(thing.set("x", Json.array()), "x", count);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(around.head());
        for (int i = 0; i < count; i++) {
            body.write(0xa0);
        }
        body.writeBytes(around.tail());
        return body.toByteArray();
    }

    /** A pod with empty containers, two bytes each. */
    private static byte[] protobuf(int count) {
        byte[] spec = new byte[2 * count];
        for (int i = 0; i < spec.length; i += 2) {
            spec[i] = 0x12;
        }
        byte[] pod = joined(field(1, field(1, Scene.bytes("w"))), field(2, spec));
        byte[] type = joined(field(1, Scene.bytes("v1")), field(2, Scene.bytes("Pod")));
        return joined(new byte[]{'k', '8', 's', 0}, field(1, type), field(2, pod));
    }

    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        int rest = value.length;
        for (; rest > 127; rest >>>= 7) {
            out.write(rest & 127 | 128);
        }
        out.write(rest);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
