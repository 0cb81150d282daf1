package dev.coracle.apiserver.original;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Whether two answers are the same: the rules of {@code interop/original/servers.py}. */
final class Comparison {

    private static final Set<String> VOLATILE = Set.of("uid", "resourceVersion", "creationTimestamp",
            "deletionTimestamp", "time", "lastTransitionTime", "continue", "storageVersionHash", "selfLink",
            "firstTimestamp", "lastTimestamp", "startTime", "expirationTimestamp", "token", "lastPhaseTransitionTime");

    private record Replacement(Pattern pattern, String by) {
        static Replacement of(String pattern, String by) {
            return new Replacement(Pattern.compile(pattern), by);
        }
    }

    private static final List<Replacement> REPLACEMENTS = List.of(
            Replacement.of("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>"),
            Replacement.of("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>"),
            Replacement.of("^(gen-)[a-z0-9]{5}$", "$1<rand>"),
            Replacement.of("kube-api-access-[a-z0-9]{5}", "kube-api-access-<rand>"),
            Replacement.of("^\\d+(s|m|h)(\\d+(ms|s|m))?$", "<age>"));

    private Comparison() {}

    /** With what differs from run to run replaced, and what differs from story to story kept. */
    static JsonNode normal(JsonNode node, String key) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                new TreeSet<>(object.propertyNames()).forEach(name -> copy.set(name, normal(object.path(name), name)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(normal(item, "")));
                yield copy;
            }
            case JsonNode scalar when VOLATILE.contains(key) && !scalar.isNull() && !scalar.asString("").isEmpty() ->
                StringNode.valueOf("<" + key + ">");
            case StringNode text -> StringNode.valueOf(text(text.stringValue(), key));
            default -> node;
        };
    }

    private static String text(String text, String key) {
        String normal = text;
        for (Replacement replacement : REPLACEMENTS) {
            normal = replacement.pattern.matcher(normal).replaceAll(replacement.by);
        }
        return key.equals("clusterIP") && normal.startsWith("10.") && !normal.startsWith("10.96.77") ? "<ip>" : normal;
    }

    /** Without the wording of errors, and with their causes in one order: that of the fields of a custom object is Go's chance. */
    static JsonNode wordless(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                boolean words = object.has("reason") || object.has("field")
                        || object.path("kind").asString("").equals("Status");
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().stream().filter(e -> !(words && e.getKey().equals("message")))
                        .forEach(e -> copy.set(e.getKey(), e.getKey().equals("causes")
                                ? sorted(wordless(e.getValue()))
                                : wordless(e.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(wordless(item)));
                yield copy;
            }
            default -> node;
        };
    }

    private static JsonNode sorted(JsonNode causes) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        StreamSupport.stream(causes.spliterator(), false).sorted(Comparator.comparing(JsonNode::toString))
                .forEach(copy::add);
        return copy;
    }

    /** Where two trees differ, a line a place. */
    static List<String> differences(JsonNode want, JsonNode got) {
        List<String> found = new ArrayList<>();
        differences(want, got, "", found);
        return found;
    }

    private static void differences(JsonNode want, JsonNode got, String path, List<String> found) {
        if (want instanceof ObjectNode wanted && got instanceof ObjectNode had) {
            Set<String> names = new HashSet<>(wanted.propertyNames());
            names.addAll(had.propertyNames());
            new TreeSet<>(names)
                    .forEach(name -> differences(want.path(name), got.path(name), path + "." + name, found));
        } else if (want instanceof ArrayNode && got instanceof ArrayNode && want.size() == got.size()) {
            for (int i = 0; i < want.size(); i++) {
                differences(want.path(i), got.path(i), path + "[" + i + "]", found);
            }
        } else if (!want.equals(got)) {
            found.add(path + ": want " + shortened(want) + " got " + shortened(got));
        }
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 200 ? text.substring(0, 200) + "…" : text.isEmpty() ? "nothing" : text;
    }
}
