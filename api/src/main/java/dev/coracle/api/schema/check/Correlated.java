package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value beside the one that it takes the place of. Fields belong together by their names, a map's values by their keys, items of a list
 * by the keys that the schema declares; of items of other lists nobody can tell. Belongs to one thread. Source: KEP-4008, apiserver's
 * CorrelatedObject.
 */
public final class Correlated {

    private final JsonNode value;
    private final JsonNode old;
    private final Schema schema;
    private @Nullable KeyedItems oldItems;

    public Correlated(JsonNode value, JsonNode old, Schema schema) {
        this.value = value;
        this.old = old;
        this.schema = schema;
    }

    /** Empty where it was not there, is not there, or is not declared. */
    public Optional<Correlated> field(String name) {
        JsonNode now = value.path(name);
        JsonNode before = old.path(name);
        return now.isMissingNode() || before.isMissingNode()
                ? Optional.empty()
                : schema.child(name).map(below -> new Correlated(now, before, below));
    }

    /** @param index in the list as it is now */
    public Optional<Correlated> item(int index) {
        JsonNode now = value.path(index);
        return schema.items().flatMap(below -> oldItems().like(now).map(before -> new Correlated(now, before, below)));
    }

    private KeyedItems oldItems() {
        KeyedItems known = oldItems;
        if (known == null) {
            known = new KeyedItems(old, schema);
            oldItems = known;
        }
        return known;
    }

    /** Whether it is what it was: all fields are the same and declared, all items the same, in any order where they have keys. */
    public boolean unchanged() {
        if (value instanceof ObjectNode object && old instanceof ObjectNode before) {
            return object.size() == before.size() && object.propertyStream().map(Map.Entry::getKey)
                    .allMatch(name -> same(field(name)));
        }
        if (value instanceof ArrayNode list && old instanceof ArrayNode before
                && schema.listType() == Schema.ListType.MAP) {
            return list.size() == before.size()
                    && IntStream.range(0, list.size()).allMatch(i -> same(item(i)));
        }
        return value.equals(SchemaValidation::compare, old);
    }

    private static boolean same(Optional<Correlated> below) {
        return below.isPresent() && below.get().unchanged();
    }
}
