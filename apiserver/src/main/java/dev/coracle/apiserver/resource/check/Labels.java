package dev.coracle.apiserver.resource.check;

import dev.coracle.api.validation.Names;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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
        check(selector.at("matchLabels"));
        for (Place one : selector.at("matchExpressions").items()) {
            Place values = one.at("values");
            switch (one.at("operator").text()) {
                case "In", "NotIn" -> values.required("must be specified when `operator` is 'In' or 'NotIn'");
                case "Exists", "DoesNotExist" -> values
                        .forbiddenIfPresent("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                default -> one.at("operator").invalidText("not a valid selector operator");
            }
            labelName(one.at("key"));
            for (Place value : values.items()) {
                for (String problem : Names.labelValue(value.text())) {
                    value.invalid(problem);
                }
            }
        }
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
        for (Map.Entry<String, JsonNode> pair : selector.path("matchLabels").properties()) {
            if (!pair.getValue().isString() || !pair.getValue().stringValue().equals(labels.get(pair.getKey()))) {
                return false;
            }
        }
        for (JsonNode one : selector.path("matchExpressions")) {
            if (!matchesExpression(one, labels)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesExpression(JsonNode one, Map<String, String> labels) {
        String key = one.path("key").isString() ? one.path("key").stringValue() : "";
        boolean has = labels.containsKey(key);
        String value = labels.getOrDefault(key, "");
        boolean among = false;
        for (JsonNode candidate : one.path("values")) {
            among |= candidate.isString() && candidate.stringValue().equals(value);
        }
        return switch (one.path("operator").isString() ? one.path("operator").stringValue() : "") {
            case "In" -> has && among;
            case "NotIn" -> !has || !among;
            case "Exists" -> has;
            case "DoesNotExist" -> !has;
            default -> false;
        };
    }
}
