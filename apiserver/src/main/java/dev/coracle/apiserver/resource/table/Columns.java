package dev.coracle.apiserver.resource.table;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns that kinds are made of, and the ways to write a cell. */
public final class Columns {

    public static final String NONE = "<none>";
    public static final String UNSET = "<unset>";

    public static final Column NAME = new Column("Name", "string", "name", FieldDocs.of("meta.v1.ObjectMeta", "name"),
            0, Meta::name);

    private Columns() {}

    public static Column text(String name, String description, Function<ObjectNode, Object> cell) {
        return new Column(name, "string", "", description, 0, cell);
    }

    public static Column text(String name, Supplier<String> description, Function<ObjectNode, Object> cell) {
        return new Column(name, "string", "", description, 0, cell);
    }

    /** Shown only with {@code -o wide}. */
    public static Column wide(String name, String description, Function<ObjectNode, Object> cell) {
        return new Column(name, "string", "", description, 1, cell);
    }

    public static Column wide(String name, Supplier<String> description, Function<ObjectNode, Object> cell) {
        return new Column(name, "string", "", description, 1, cell);
    }

    public static Column integer(String name, String description, Function<ObjectNode, Object> cell) {
        return new Column(name, "integer", "", description, 0, cell);
    }

    public static Column integer(String name, Supplier<String> description, Function<ObjectNode, Object> cell) {
        return new Column(name, "integer", "", description, 0, cell);
    }

    public static Column bool(String name, String description, Function<ObjectNode, Object> cell) {
        return new Column(name, "boolean", "", description, 0, cell);
    }

    public static Column bool(String name, Supplier<String> description, Function<ObjectNode, Object> cell) {
        return new Column(name, "boolean", "", description, 0, cell);
    }

    // Cells.

    /** The number at the path, or zero. */
    public static Function<ObjectNode, Object> count(String... path) {
        return object -> Trees.integer(object, path).orElse(0L);
    }

    /** The text at the path, or the empty string. */
    public static Function<ObjectNode, Object> at(String... path) {
        return object -> Trees.string(object, path);
    }

    /** The text at the path, or a word for its absence. */
    public static Function<ObjectNode, Object> atOr(String otherwise, String... path) {
        return object -> {
            String text = Trees.string(object, path);
            return text.isEmpty() ? otherwise : text;
        };
    }

    public static Function<ObjectNode, Object> flag(String... path) {
        return object -> Trees.bool(object, path);
    }

    /** The names of a pod template's containers, found under {@code specPath}. */
    public static Column containers(int priority, String... specPath) {
        return new Column("Containers", "string", "", "Names of each container in the template.", priority,
                object -> joined(object, "name", specPath));
    }

    public static Column images(int priority, String... specPath) {
        return new Column("Images", "string", "", "Images referenced by each container in the template.", priority,
                object -> joined(object, "image", specPath));
    }

    private static String joined(ObjectNode object, String field, String... specPath) {
        return Trees.at(object, specPath).map(spec -> Trees.objects(spec, "containers").stream()
                .map(container -> Trees.string(container, field)).collect(Collectors.joining(","))).orElse("");
    }

    /** Labels or a map selector: {@code a=b,c=d}. */
    public static String labels(JsonNode map) {
        List<String> pairs = new ArrayList<>();
        if (map.isObject()) {
            map.properties().forEach(e -> pairs
                    .add(e.getKey() + "=" + (e.getValue().isString() ? e.getValue().stringValue() : "")));
        }
        return pairs.isEmpty() ? NONE : pairs.stream().sorted().collect(Collectors.joining(","));
    }

    /** A LabelSelector as kubectl writes it: {@code a=b,c in (d,e),!f}; {@code <none>} if it selects all or is missing. */
    public static String selector(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        JsonNode matchLabels = selector.path("matchLabels");
        if (matchLabels.isObject() && !matchLabels.isEmpty()) {
            parts.add(labels(matchLabels));
        }
        for (ObjectNode one : Trees.objects(selector, "matchExpressions")) {
            String key = Trees.string(one, "key");
            String values = Trees.strings(one, "values").stream().sorted().collect(Collectors.joining(",", "(", ")"));
            parts.add(switch (Trees.string(one, "operator")) {
                case "In" -> key + " in " + values;
                case "NotIn" -> key + " notin " + values;
                case "Exists" -> key;
                case "DoesNotExist" -> "!" + key;
                default -> "";
            });
        }
        return parts.isEmpty() ? NONE : String.join(",", parts);
    }

    /** Access modes in short: {@code RWO,ROX,RWX,RWOP}. */
    public static String accessModes(JsonNode modes) {
        List<String> found = new ArrayList<>();
        for (String[] mode : new String[][]{{"ReadWriteOnce", "RWO"}, {"ReadOnlyMany", "ROX"},
            {"ReadWriteMany", "RWX"}, {"ReadWriteOncePod", "RWOP"}}) {
            for (JsonNode one : modes) {
                if (one.isString() && one.stringValue().equals(mode[0]) && !found.contains(mode[1])) {
                    found.add(mode[1]);
                }
            }
        }
        return String.join(",", found);
    }
}
