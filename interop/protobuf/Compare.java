import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.tree.Json;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether Coracle reads and writes in protobuf what the Go client wrote: the same trees, the same bytes. */
final class Compare {

    public static void main(String[] args) throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        int objects = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))))) {
            while (in.available() > 0) {
                String name = new String(part(in), StandardCharsets.UTF_8);
                String kind = name.substring(0, name.lastIndexOf(' '));
                String difference = difference(part(in), part(in));
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
        if (equal > 300) {
            System.out.println("ok - " + objects + " objects of " + equal + " kinds are the same in both");
        } else {
            System.out.println("not ok - only " + equal + " kinds are the same in both");
        }
        System.exit(equal == kinds.size() ? 0 : 1);
    }

    private static byte[] part(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static String difference(byte[] json, byte[] protobuf) {
        ObjectNode wanted = Json.parseObject(json);
        try {
            ObjectNode decoded = Json.parseObject(Json.print(ProtobufDecoder.decode(protobuf)));
            if (!decoded.equals(wanted)) {
                return "decoded " + first(decoded, wanted, "");
            }
            byte[] encoded = ProtobufEncoder.encode(wanted);
            return Arrays.equals(encoded, protobuf)
                    ? ""
                    : "encoded otherwise from byte " + Arrays.mismatch(encoded, protobuf) + " of " + protobuf.length;
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
