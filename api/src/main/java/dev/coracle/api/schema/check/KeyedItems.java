package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The items of a list whose items have keys, to be found by an item with the same keys. Immutable. Source: apiserver's MapList. */
public final class KeyedItems {

    private final List<String> keys;
    private final Map<List<JsonNode>, JsonNode> items = new HashMap<>();

    /** @param list of other lists, and of what is none, nothing is ever found */
    public KeyedItems(JsonNode list, Schema schema) {
        keys = schema.listType() == Schema.ListType.MAP ? schema.listMapKeys() : List.of();
        if (list.isArray() && !keys.isEmpty()) {
            list.forEach(item -> keyOf(item).ifPresent(key -> items.putIfAbsent(key, item)));
        }
    }

    /** The first item that has the keys of this one. */
    public Optional<JsonNode> like(JsonNode item) {
        return items.isEmpty() ? Optional.empty() : keyOf(item).flatMap(key -> Optional.ofNullable(items.get(key)));
    }

    /** Empty where one of the keys is not there or no plain value: such an item is like no other. */
    private Optional<List<JsonNode>> keyOf(JsonNode item) {
        List<JsonNode> key = new ArrayList<>();
        for (String name : keys) {
            JsonNode value = item.path(name);
            if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
                return Optional.empty();
            }
            key.add(value);
        }
        return Optional.of(key);
    }
}
