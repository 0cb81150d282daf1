package dev.coracle.api.apply.fields;

import dev.coracle.api.tree.GoText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How the items of a list that is owned item by item are named. */
public final class ListItems {

    /** A list has an item that no step can name. */
    public static final class Unnameable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unnameable(String message) {
            super(message, null, false, false);
        }
    }

    private ListItems() {}

    /** The items under their names, in the list's order; several where names repeat. @throws Unnameable if an item has no name */
    public static Map<PathElement, List<JsonNode>> byName(Shape shape, JsonNode list) {
        Map<PathElement, List<JsonNode>> items = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            items.computeIfAbsent(nameAt(shape, item, i), name -> new ArrayList<>(1)).add(item);
        }
        return items;
    }

    private static PathElement nameAt(Shape shape, JsonNode item, int index) {
        try {
            return name(shape, item);
        } catch (Unnameable e) {
            throw new Unnameable("element " + index + ": " + e.getMessage());
        }
    }

    public static PathElement name(Shape shape, JsonNode item) {
        return shape.keys().isEmpty() ? setName(item) : keyName(shape, item);
    }

    private static PathElement setName(JsonNode item) {
        if (item.isObject()) {
            throw new Unnameable("associative list without keys has an element that's a map type");
        }
        if (item.isArray()) {
            throw new Unnameable("not supported: associative list with lists as elements");
        }
        if (item.isNull()) {
            throw new Unnameable("associative list without keys has an element that's an explicit null");
        }
        return new PathElement.Value(item);
    }

    private static PathElement keyName(Shape shape, JsonNode item) {
        if (!item.isObject()) {
            throw new Unnameable(item.isNull()
                    ? "associative list with keys may not have a null element"
                    : "associative list with keys may not have non-map elements");
        }
        List<PathElement.KeyField> fields = new ArrayList<>(shape.keys().size());
        for (String key : shape.keys()) {
            Optional.ofNullable(item.get(key)).or(() -> shape.keyDefault(key))
                    .ifPresent(value -> fields.add(new PathElement.KeyField(key, value)));
        }
        if (fields.isEmpty()) {
            throw new Unnameable("associative list with keys has an element that omits all key fields "
                    + shape.keys().stream().map(GoText::quoted)
                            .collect(java.util.stream.Collectors.joining(" ", "[", "]"))
                    + " (and doesn't have default values for any key fields)");
        }
        return new PathElement.Key(fields);
    }
}
