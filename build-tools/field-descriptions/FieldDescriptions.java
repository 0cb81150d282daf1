import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes what each type and field of the Kubernetes API is for, as the sources of the official Java client say it: one JSON object for
 * each definition of the catalogue, {@code {"": type, "field": text, …}}, in a folder. Run by the build of {@code api}:
 *
 * <pre>java FieldDescriptions.java SOURCES.jar CATALOGUE.json FOLDER TWO-SPACES.txt</pre>
 *
 * <p>The client's sources have a space for each end of a line. Two spaces are taken for an empty line, but in the fields that TWO-SPACES.txt
 * names, one "definition field" a line: there they are two spaces.
 */
public final class FieldDescriptions {

    private static final String MODELS = "io/kubernetes/client/openapi/models/";
    private static final Pattern DEFINITION = Pattern.compile("\"(io\\.k8s\\.[A-Za-z0-9.-]+)\":");
    private static final Pattern TYPE = Pattern.compile("@ApiModel\\(description = " + literal() + "\\)");
    private static final Pattern NAME = Pattern
            .compile("String (SERIALIZED_NAME_\\w+) = " + literal() + ";\\s+@SerializedName\\(\\1\\)[^;]*?\\s(\\w+)( = [^;]*)?;");
    private static final Pattern FIELD = Pattern
            .compile("@return (\\w+)\\s+\\*/[^;{]*?@ApiModelProperty\\([^\\n]*?value = " + literal() + "\\)");

    private FieldDescriptions() {}

    private static String literal() {
        return "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"";
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[2]);
        Files.createDirectories(folder);
        if (Files.exists(folder.resolve("io.k8s.api.core.v1.Pod.json"))) {
            return; // of an earlier build; they only change with the version of the client, and then by mvn clean
        }
        Set<String> spaced = Set.copyOf(Files.readAllLines(Path.of(args[3])));
        int found = 0;
        try (ZipFile sources = new ZipFile(args[0])) {
            Matcher definitions = DEFINITION.matcher(Files.readString(Path.of(args[1])));
            while (definitions.find()) {
                String definition = definitions.group(1);
                for (String model : models(definition)) {
                    ZipEntry entry = sources.getEntry(MODELS + model + ".java");
                    if (entry != null) {
                        String source = new String(sources.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                        Files.writeString(folder.resolve(definition + ".json"), json(definition, described(source), spaced));
                        found++;
                        break;
                    }
                }
            }
        }
        if (found < 500) {
            throw new IOException("only " + found + " of the catalogue's definitions have a model in " + args[0]
                    + ": its models are named otherwise than this program thinks");
        }
    }

    /** The names under which the client may have a definition: kinds that several groups have carry the group's name. */
    private static List<String> models(String definition) {
        String[] words = definition.split("\\.");
        String kind = words[words.length - 1];
        String version = capital(words[words.length - 2]);
        return List.of(version + kind, capital(words[words.length - 3]) + version + kind);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Map<String, String> described(String source) {
        Map<String, String> described = new TreeMap<>();
        Matcher type = TYPE.matcher(source);
        if (type.find()) {
            described.put("", type.group(1));
        }
        Map<String, String> names = new HashMap<>();
        Matcher name = NAME.matcher(source);
        while (name.find()) {
            names.put(name.group(3), name.group(2));
        }
        Matcher field = FIELD.matcher(source);
        while (field.find()) {
            String json = names.get(field.group(1));
            if (json != null && !field.group(2).isEmpty()) {
                described.put(json, field.group(2));
            }
        }
        return described;
    }

    /** Java's string literals are JSON's, but for two escapes that JSON does not know. */
    private static String json(String definition, Map<String, String> described, Set<String> spaced) {
        StringBuilder out = new StringBuilder("{");
        for (Map.Entry<String, String> entry : described.entrySet()) {
            String text = entry.getValue().replace("\\'", "'").replace("\\s", " ");
            if (!spaced.contains((definition + " " + entry.getKey()).strip())) {
                text = text.replace("  ", "\\n\\n");
            }
            out.append(out.length() == 1 ? "" : ",").append('"').append(entry.getKey()).append("\":\"").append(text)
                    .append('"');
        }
        return out.append("}").toString();
    }
}
