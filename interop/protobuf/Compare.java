import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.tree.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether Coracle reads in protobuf what the Go client wrote. Writes the same objects in its own protobuf, for the Go client to read. */
final class Compare {

    public static void main(String[] args) throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        int objects = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))));
                DataOutputStream out = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
            while (in.available() > 0) {
                String name = new String(part(in), StandardCharsets.UTF_8);
                String kind = name.substring(0, name.lastIndexOf(' '));
                byte[] json = part(in);
                byte[] protobuf = part(in);
                String[] words = kind.split(" ");
                if (!ProtobufEncoder.knows(new GroupVersionKind(GroupVersion.parse(words[0]).group(),
                        GroupVersion.parse(words[0]).version(), words[1]))) {
                    continue; // of a version that is not served
                }
                String difference = difference(json, protobuf);
                write(out, name.getBytes(StandardCharsets.UTF_8));
                write(out, json);
                write(out, ProtobufEncoder.encode(Json.parseObject(json)));
                kinds.merge(kind, difference, (one, other) -> one.isEmpty() ? other : one);
                objects++;
            }
        }
        kinds.forEach((kind, difference) -> {
            if (!difference.isEmpty()) {
                System.out.println("not ok - " + kind + ": " + difference);
            }
        });
        long equal = kinds.values().stream().filter(String::isEmpty).count();
        if (equal > 150) {
            System.out.println("ok - " + objects + " objects of " + equal + " kinds are read as they were meant");
        } else {
            System.out.println("not ok - only " + equal + " kinds are read as they were meant");
        }
        System.exit(equal == kinds.size() ? 0 : 1);
    }

    private static void write(DataOutputStream out, byte[] part) throws IOException {
        out.writeInt(part.length);
        out.write(part);
    }

    /** Go prints a list of no items as null if nobody made it. */
    private static ObjectNode withoutNothing(ObjectNode tree) {
        if (tree.path("items").isNull()) {
            tree.remove("items");
        }
        return tree;
    }

    private static byte[] part(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static String difference(byte[] json, byte[] protobuf) {
        ObjectNode wanted = withoutNothing(Json.parseObject(json));
        try {
            ObjectNode decoded = withoutNothing(Json.parseObject(Json.print(ProtobufDecoder.decode(protobuf))));
            if (!decoded.equals(wanted)) {
                return "decoded " + first(decoded, wanted, "");
            }
            return "";
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    /** Where two trees part. */
    private static String first(JsonNode got, JsonNode want, String path) {
        if (got.isObject() && want.isObject()) {
            for (String name : want.propertyNames()) {
                if (!want.get(name).equals(got.get(name))) {
                    return got.has(name) ? first(got.get(name), want.get(name), path + "." + name) : path + "." + name + " is missing: " + want.get(name);
                }
            }
            for (String name : got.propertyNames()) {
                if (!want.has(name)) {
                    return path + "." + name + " is too much: " + got.get(name);
                }
            }
        }
        if (got.isArray() && want.isArray() && got.size() == want.size()) {
            for (int i = 0; i < got.size(); i++) {
                if (!got.get(i).equals(want.get(i))) {
                    return first(got.get(i), want.get(i), path + "[" + i + "]");
                }
            }
        }
        return path + " is " + got + ", not " + want;
    }
}
