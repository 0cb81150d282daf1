import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes what each type and field of the Kubernetes API is for: one JSON object for each definition of the catalogue,
 * {@code {"": type, "field": text, …}}, in a folder. Run by the build of {@code api}:
 *
 * <pre>java FieldDescriptions.java MODEL-SOURCES.jar PROTO-SOURCES.jar CATALOGUE.json FOLDER EMPTY-LINES.txt</pre>
 *
 * <p>Two artifacts of the official Java client say it, and each has lost something. The models come from the OpenAPI document: they have a space
 * for each end of a line, and nothing for a field whose type is another definition. The protobuf classes come from the comments: they have
 * every field and every line, but no empty ones. Where both have a text, the lines of the one are laid against the other; where only the comments
 * have one, EMPTY-LINES.txt tells before which of its lines ("definition field: 2 5") there was an empty one.
 */
public final class FieldDescriptions {

    private static final String MODELS = "io/kubernetes/client/openapi/models/";
    private static final Pattern DEFINITION = Pattern.compile("\"(io\\.k8s\\.[A-Za-z0-9.-]+)\":");

    /** Not in the catalogue: kube-apiserver heads its tables of role bindings with the text of an older version. */
    private static final List<String> OLDER = List.of("io.k8s.api.rbac.v1beta1.RoleBinding",
            "io.k8s.api.rbac.v1beta1.ClusterRoleBinding");

    private FieldDescriptions() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[3]);
        Files.createDirectories(folder);
        if (newerThan(folder.resolve("io.k8s.api.core.v1.Pod.json"), args)) {
            return; // of an earlier build
        }
        Map<String, Map<String, List<String>>> comments = Comments.read(args[1]);
        Map<String, Set<Integer>> emptyLines = emptyLines(Path.of(args[4]));
        int found = 0;
        try (ZipFile models = new ZipFile(args[0])) {
            for (String definition : definitions(Path.of(args[2]))) {
                Optional<Map<String, String>> model = Model.read(models, definition);
                Map<String, List<String>> comment = comments.getOrDefault(Comments.message(definition), Map.of());
                if (model.isPresent() || !comment.isEmpty()) {
                    Files.writeString(folder.resolve(definition + ".json"), json(merged(definition, model.orElse(Map.of()), comment, emptyLines)));
                    found++;
                }
            }
        }
        if (found < 500) {
            throw new IOException("only " + found + " of the catalogue's definitions are described in " + args[0]
                    + ": its models are named otherwise than this program thinks");
        }
    }

    /** Whether the file is newer than all that it is made from, this program, which stands beside the last argument, among it. */
    private static boolean newerThan(Path file, String[] args) throws IOException {
        Path program = Path.of(args[4]).resolveSibling("FieldDescriptions.java");
        for (Path source : List.of(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[4]), program)) {
            if (!Files.exists(file) || Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(file)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> definitions(Path catalogue) throws IOException {
        List<String> definitions = new ArrayList<>(OLDER);
        DEFINITION.matcher(Files.readString(catalogue)).results().map(result -> result.group(1)).forEach(definitions::add);
        return definitions;
    }

    private static Map<String, Set<Integer>> emptyLines(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).map(line -> line.split(": "))
                .collect(Collectors.toMap(row -> row[0],
                        row -> Stream.of(row[1].split(" ")).map(Integer::valueOf).collect(Collectors.toSet())));
    }

    private static Map<String, String> merged(String definition, Map<String, String> model, Map<String, List<String>> comments,
            Map<String, Set<Integer>> emptyLines) {
        Map<String, String> merged = new TreeMap<>();
        comments.forEach((field, lines) -> merged.put(field,
                Lines.text(lines, emptyLines.getOrDefault((definition + " " + field).strip(), Set.of()))));
        model.forEach((field, text) -> merged.put(field, Optional.ofNullable(comments.get(field))
                .flatMap(lines -> Lines.laidAgainst(lines, text)).orElseGet(() -> text.replace("  ", "\n\n"))));
        merged.values().removeIf(String::isEmpty);
        return merged;
    }

    private static String json(Map<String, String> described) {
        return described.entrySet().stream().map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
    }

    /** The models of the OpenAPI document: annotations of classes and getters. */
    private static final class Model {

        private static final Pattern TYPE = Pattern.compile("@ApiModel\\(description = " + literal() + "\\)");
        private static final Pattern NAME = Pattern
                .compile("String (SERIALIZED_NAME_\\w+) = " + literal() + ";\\s+@SerializedName\\(\\1\\)[^;]*?\\s(\\w+)( = [^;]*)?;");
        private static final Pattern FIELD = Pattern
                .compile("@return (\\w+)\\s+\\*/[^;{]*?@ApiModelProperty\\([^\\n]*?value = " + literal() + "\\)");

        private static String literal() {
            return "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"";
        }

        static Optional<Map<String, String>> read(ZipFile sources, String definition) throws IOException {
            for (String name : names(definition)) {
                ZipEntry entry = sources.getEntry(MODELS + name + ".java");
                if (entry != null) {
                    return Optional.of(described(new String(sources.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
            return Optional.empty();
        }

        /** The names under which the client may have a definition: kinds that several groups have carry the group's name. */
        private static List<String> names(String definition) {
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
                described.put("", type.group(1).translateEscapes());
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
                    described.put(json, field.group(2).translateEscapes());
                }
            }
            return described;
        }
    }

    /** The protobuf classes: the comments of messages and fields, line by line. */
    private static final class Comments {

        private static final Pattern MESSAGE = Pattern.compile("interface_extends:([\\w.]+)\\)");
        private static final Pattern TYPE = Pattern.compile("Protobuf type \\{@code ([\\w.]+)}");
        private static final Pattern FIELD = Pattern.compile("<code>.*?(\\w+) = \\d+.*</code>");
        private static final Pattern LINE = Pattern.compile("^\\s*\\* ?");

        private final Map<String, Map<String, List<String>>> found = new HashMap<>();
        private final List<String> lines = new ArrayList<>();
        private boolean inside;
        private String message = "";

        static Map<String, Map<String, List<String>>> read(String jar) throws IOException {
            Comments comments = new Comments();
            try (ZipFile sources = new ZipFile(jar)) {
                for (ZipEntry entry : sources.stream().filter(file -> file.getName().endsWith(".java")).toList()) {
                    comments.lines.clear();
                    try (BufferedReader reader = new BufferedReader(
                            new InputStreamReader(sources.getInputStream(entry), StandardCharsets.UTF_8))) {
                        reader.lines().forEach(comments::line);
                    }
                }
            }
            return comments.found;
        }

        /** {@code io.k8s.api.apps.v1.Deployment} is {@code k8s.io.api.apps.v1.Deployment} there, and a hyphen an underscore. */
        static String message(String definition) {
            return definition.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_');
        }

        private void line(String line) {
            if (inside) {
                if (line.endsWith("* </pre>")) {
                    inside = false;
                } else {
                    lines.add(unescaped(LINE.matcher(line).replaceFirst("")));
                }
            } else if (line.endsWith("* <pre>")) {
                inside = true;
                lines.clear();
            } else if (line.contains("<code>")) {
                Matcher field = FIELD.matcher(line);
                if (field.find() && !message.isEmpty()) {
                    put(message, field.group(1));
                }
            } else if (line.contains("Protobuf type {")) {
                Matcher type = TYPE.matcher(line);
                if (type.find()) {
                    put(type.group(1), "");
                }
            } else if (line.contains("interface_extends:")) {
                Matcher start = MESSAGE.matcher(line);
                message = start.find() ? start.group(1) : "";
            } else if (line.equals("  }")) {
                message = "";
            } else if (line.endsWith("*/")) {
                lines.clear();
            }
        }

        private void put(String name, String field) {
            found.computeIfAbsent(name, key -> new HashMap<>()).putIfAbsent(field, List.copyOf(lines));
        }

        private static String unescaped(String line) {
            return line.replace("&lt;", "<").replace("&gt;", ">").replace("&#64;", "@").replace("&#42;", "*").replace("&#47;", "/")
                    .replace("&#92;", "\\").replace("&amp;", "&");
        }
    }

    /** How the lines of a comment become a description: as the generator of Kubernetes' OpenAPI document joins them. */
    private static final class Lines {

        /** Without what the generator leaves out: markers, to-dos, and all after three hyphens. */
        private static List<String> kept(List<String> lines) {
            return lines.stream().takeWhile(line -> !line.equals("---")).map(String::stripTrailing)
                    .filter(line -> !line.isEmpty() && !line.strip().startsWith("+") && !line.strip().startsWith("TODO")).toList();
        }

        private static boolean indented(String line) {
            return Character.isWhitespace(line.charAt(0));
        }

        /** The lines as a text. @param empty the lines, counted from 0, before which an empty one stood */
        static String text(List<String> lines, Set<Integer> empty) {
            StringBuilder text = new StringBuilder();
            boolean before = false;
            int number = 0;
            for (String line : kept(lines)) {
                if (!text.isEmpty()) {
                    text.append(empty.contains(number) ? "\n\n" : before || indented(line) ? "\n" : " ");
                }
                text.append(line);
                before = indented(line);
                number++;
            }
            return text.toString();
        }

        /** The lines as a text, with the empty ones for which {@code flat} has more blanks than it needs; empty if they differ. */
        static Optional<String> laidAgainst(List<String> lines, String flat) {
            StringBuilder text = new StringBuilder();
            boolean before = false;
            int at = 0;
            for (String line : kept(lines)) {
                String content = line.strip();
                int from = at;
                while (at < flat.length() && flat.charAt(at) == ' ') {
                    at++;
                }
                if (!flat.startsWith(content.replace('\t', ' '), at)) {
                    return Optional.empty();
                }
                int blanks = at - from - (line.length() - content.length());
                if (!text.isEmpty()) {
                    boolean breaks = blanks > 1 || before || indented(line);
                    text.append(breaks ? "\n".repeat(Math.max(1, blanks)) : " ");
                }
                text.append(line);
                at += content.length();
                before = indented(line);
            }
            return flat.substring(at).isBlank() && !text.isEmpty() ? Optional.of(text.toString()) : Optional.empty();
        }
    }
}
