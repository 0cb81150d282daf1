package dev.coracle.apiserver.resource.check;

import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.validation.Names;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Labels, annotations and the selectors that look for them. Source: apimachinery's validation of metav1.LabelSelector. */
public final class Labels {

    private static final int ANNOTATIONS_BYTES = 256 * 1024;

    private Labels() {}

    /** A map of labels; the error stands at the map, whichever key or value is wrong. */
    public static void check(Place map) {
        for (String key : map.keys()) {
            for (String problem : Names.qualifiedName(key)) {
                map.errors().invalid(map.path(), key, problem);
            }
            String value = map.key(key).text();
            for (String problem : Names.labelValue(value)) {
                map.errors().invalid(map.path(), value, problem);
            }
        }
    }

    public static void annotations(Place map) {
        long size = 0;
        for (String key : map.keys()) {
            for (String problem : Names.qualifiedName(key.toLowerCase(java.util.Locale.ROOT))) {
                map.errors().invalid(map.path(), key, problem);
            }
            size += key.length() + map.key(key).text().length();
        }
        if (size > ANNOTATIONS_BYTES) {
            map.errors().tooLong(map.path(), ANNOTATIONS_BYTES);
        }
    }

    /** A LabelSelector. */
    public static void selector(Place selector) {
        if (selector.node() instanceof ObjectNode node) {
            LabelSelector.validate(node, selector.path(), selector.errors());
        }
    }

    /** A LabelSelector as messages show it: fields in the order of the API, keys in their own. */
    public static JsonNode shown(JsonNode selector) {
        if (!(selector instanceof ObjectNode node)) {
            return selector;
        }
        ObjectNode shown = node.objectNode();
        if (node.path("matchLabels") instanceof ObjectNode labels && !labels.isEmpty()) {
            ObjectNode sorted = shown.putObject("matchLabels");
            labels.propertyStream().sorted(Map.Entry.comparingByKey())
                    .forEach(e -> sorted.set(e.getKey(), e.getValue()));
        }
        if (!node.path("matchExpressions").isEmpty()) {
            ArrayNode all = shown.putArray("matchExpressions");
            for (JsonNode one : node.path("matchExpressions")) {
                ObjectNode ordered = all.addObject();
                for (String field : List.of("key", "operator", "values")) {
                    if (!one.path(field).isMissingNode()) {
                        ordered.set(field, one.path(field));
                    }
                }
            }
        }
        return shown;
    }

    public static void labelName(Place key) {
        for (String problem : Names.qualifiedName(key.text())) {
            key.invalidText(problem);
        }
    }

    /** Whether the selector selects nothing in particular. */
    public static boolean isEmpty(JsonNode selector) {
        return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
    }

    /** Whether the LabelSelector matches these labels; a malformed one matches nothing. */
    public static boolean matches(JsonNode selector, Map<String, String> labels) {
        try {
            return selector instanceof ObjectNode node && LabelSelector.of(node).matches(labels);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
