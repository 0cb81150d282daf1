package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.apply.fields.Values;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lays one tree over another: where both have a leaf the upper one wins, maps and lists owned by items are merged. Neither tree is
 * changed; the result may share parts with both.
 */
public final class Merger {

    private Merger() {}

    /** @throws ListItems.Unnameable if a list that is owned by items has one without a name, or the upper one a name twice */
    public static ObjectNode merge(JsonNode lower, JsonNode upper, Shape shape) {
        return fields(lower, upper, shape);
    }

    private static Optional<JsonNode> value(@Nullable JsonNode lower, @Nullable JsonNode upper, Shape shape) {
        Shape.Form form = shape.form(Values.isNull(upper) ? lower : upper);
        boolean bothEmpty = (lower == null || lower.isEmpty()) && (upper == null || upper.isEmpty());
        boolean differ = !Values.isNull(lower) && !Values.isNull(upper) && shape.form(lower) != form;
        boolean leaf = bothEmpty || differ || switch (form) {
            case MAP -> shape.atomicMap();
            case LIST -> !shape.associativeList();
            case SCALAR -> true;
        };
        if (leaf) {
            return Optional.ofNullable(upper == null ? lower : upper);
        }
        JsonNode below = lower == null ? JsonNodeFactory.instance.nullNode() : lower;
        JsonNode above = upper == null ? JsonNodeFactory.instance.nullNode() : upper;
        JsonNode merged = form == Shape.Form.MAP ? fields(below, above, shape) : items(below, above, shape);
        return merged.isEmpty() ? Optional.empty() : Optional.of(merged);
    }

    private static ObjectNode fields(JsonNode lower, JsonNode upper, Shape shape) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (var field : lower.properties()) {
            value(field.getValue(), upper.get(field.getKey()), shape.child(field.getKey()))
                    .ifPresent(value -> merged.set(field.getKey(), value));
        }
        for (var field : upper.properties()) {
            if (lower.get(field.getKey()) == null) {
                value(null, field.getValue(), shape.child(field.getKey()))
                        .ifPresent(value -> merged.set(field.getKey(), value));
            }
        }
        return merged;
    }

    private static ArrayNode items(JsonNode lower, JsonNode upper, Shape shape) {
        return new ItemMerge(lower, upper, shape).run();
    }

    /**
     * Merges two lists whose items have names, into the upper one's order; items that only the lower one has keep their place after the
     * item that they followed. Repeated names in the lower list are left as they are unless the upper one has the name.
     */
    private static final class ItemMerge {
        private final Shape shape;
        private final JsonNode lower;
        private final List<PathElement> lowerNames;
        private final List<PathElement> upperNames;
        private final Map<PathElement, JsonNode> lowerItems = new HashMap<>();
        private final Map<PathElement, JsonNode> upperItems = new HashMap<>();
        private final Deque<PathElement> shared = new ArrayDeque<>();
        private final Set<PathElement> done = new HashSet<>();
        private final ArrayNode out = JsonNodeFactory.instance.arrayNode();

        ItemMerge(JsonNode lower, JsonNode upper, Shape shape) {
            this.shape = shape;
            this.lower = lower;
            this.upperNames = names(upper, upperItems, false);
            this.lowerNames = names(lower, lowerItems, true);
            upperNames.stream().filter(lowerItems::containsKey).forEach(shared::add);
        }

        private List<PathElement> names(JsonNode list, Map<PathElement, JsonNode> items, boolean repeatable) {
            List<PathElement> names = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                PathElement name = ListItems.name(shape, list.get(i));
                if (items.containsKey(name)) {
                    if (!repeatable) {
                        throw new ListItems.Unnameable("duplicate entries for key " + name);
                    }
                    items.put(name, JsonNodeFactory.instance.nullNode());
                } else {
                    items.put(name, list.get(i));
                }
                names.add(name);
            }
            return names;
        }

        ArrayNode run() {
            int l = 0;
            int u = 0;
            while (l < lowerNames.size() || u < upperNames.size()) {
                PathElement left = l < lowerNames.size() ? lowerNames.get(l) : null;
                PathElement right = u < upperNames.size() ? upperNames.get(u) : null;
                if (left != null && right != null) {
                    if (left.equals(right)) {
                        takeUpper(right);
                        l++;
                        u++;
                        continue;
                    }
                    if (upperItems.containsKey(left) && !shared.isEmpty() && !shared.getFirst().equals(left)) {
                        l++;
                        continue;
                    }
                }
                if (left != null && !upperItems.containsKey(left)) {
                    value(lower.get(l), null, shape.items()).ifPresent(out::add);
                    l++;
                    continue;
                }
                if (left != null && done.contains(left)) {
                    l++;
                }
                if (right != null) {
                    takeUpper(right);
                    u++;
                }
            }
            return out;
        }

        private void takeUpper(PathElement name) {
            done.add(name);
            value(lowerItems.get(name), upperItems.get(name), shape.items()).ifPresent(out::add);
            if (!shared.isEmpty() && shared.getFirst().equals(name)) {
                shared.removeFirst();
            }
        }
    }
}
