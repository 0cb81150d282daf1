package dev.coracle.cluster.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two versions of an object, field by field. Items of a list are told apart by their name, or by their type (as
 * conditions are), or by their place. What every write changes ({@code resourceVersion}, {@code managedFields}) is left out.
 */
public final class Changes {

    private static final Set<String> NOISE = Set.of("metadata.resourceVersion", "metadata.managedFields");
    private static final List<String> KEYS = List.of("name", "type", "uid", "ip");

    private final List<Change> found = new ArrayList<>();

    private Changes() {}

    public static List<Change> between(JsonNode before, JsonNode after) {
        Changes changes = new Changes();
        changes.compare("", before, after);
        return changes.found;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after) || NOISE.contains(path)) {
            return;
        }
        if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
            fields(path, fieldsOf(from), fieldsOf(to));
            return;
        }
        if (before instanceof ArrayNode from && after instanceof ArrayNode to) {
            Optional<String> key = KEYS.stream().filter(k -> tells(from, k) && tells(to, k)).findFirst();
            fields(path, itemsOf(from, key), itemsOf(to, key));
            return;
        }
        found.add(new Change(path, Optional.of(before), Optional.of(after)));
    }

    private void fields(String path, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String inner = path.isEmpty() || name.startsWith("[") ? path + name : path + "." + name;
            JsonNode from = before.get(name);
            JsonNode to = after.get(name);
            if (from != null && to != null) {
                compare(inner, from, to);
            } else if (!NOISE.contains(inner)) {
                found.add(new Change(inner, Optional.ofNullable(from), Optional.ofNullable(to)));
            }
        }
    }

    private static Map<String, JsonNode> fieldsOf(ObjectNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(segment(field.getKey()), field.getValue()));
        return fields;
    }

    /** A name that dots would make unreadable stands in brackets. */
    private static String segment(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : "[\"" + name + "\"]";
    }

    private static Map<String, JsonNode> itemsOf(ArrayNode list, Optional<String> key) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            items.put("[" + key.map(k -> item.path(k).asString("")).orElse(Integer.toString(i)) + "]", item);
        }
        return items;
    }

    private static boolean tells(ArrayNode list, String key) {
        Set<String> seen = new LinkedHashSet<>();
        for (JsonNode item : list) {
            if (!item.path(key).isString() || !seen.add(item.path(key).asString(""))) {
                return false;
            }
        }
        return true;
    }
}
