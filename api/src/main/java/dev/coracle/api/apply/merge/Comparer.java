package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.FieldSetBuilder;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.apply.fields.Values;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds what differs between two trees of one shape. A path is added or removed if it is there on one side only, as are then all below it;
 * a leaf (a scalar, or what is owned as a whole) on both sides is modified if its values differ. A null counts as a value.
 */
public final class Comparer {

    private final FieldSetBuilder added = new FieldSetBuilder();
    private final FieldSetBuilder modified = new FieldSetBuilder();
    private final FieldSetBuilder removed = new FieldSetBuilder();

    private Comparer() {}

    /** @throws ListItems.Unnameable if a list that is owned by items has one without a name */
    public static Comparison compare(JsonNode before, JsonNode after, Shape shape) {
        Comparer comparer = new Comparer();
        comparer.maps(shape, before, after, new Here(comparer.added, comparer.modified, comparer.removed));
        return new Comparison(comparer.added.build(), comparer.modified.build(), comparer.removed.build());
    }

    /** Where in the three sets the walk is; a builder is made only when something below is put into it. */
    private static final class Here {
        private final @Nullable Here above;
        private final @Nullable PathElement step;
        private @Nullable FieldSetBuilder added;
        private @Nullable FieldSetBuilder modified;
        private @Nullable FieldSetBuilder removed;

        Here(FieldSetBuilder added, FieldSetBuilder modified, FieldSetBuilder removed) {
            this.above = null;
            this.step = null;
            this.added = added;
            this.modified = modified;
            this.removed = removed;
        }

        Here(Here above, PathElement step) {
            this.above = above;
            this.step = step;
        }

        FieldSetBuilder added() {
            FieldSetBuilder known = added;
            if (known == null) {
                known = Objects.requireNonNull(above).added().child(Objects.requireNonNull(step));
                added = known;
            }
            return known;
        }

        FieldSetBuilder modified() {
            FieldSetBuilder known = modified;
            if (known == null) {
                known = Objects.requireNonNull(above).modified()
                        .child(Objects.requireNonNull(step));
                modified = known;
            }
            return known;
        }

        FieldSetBuilder removed() {
            FieldSetBuilder known = removed;
            if (known == null) {
                known = Objects.requireNonNull(above).removed().child(Objects.requireNonNull(step));
                removed = known;
            }
            return known;
        }
    }

    private void compare(Shape shape, @Nullable JsonNode before, @Nullable JsonNode after, Here parent,
            PathElement step) {
        Shape.Form was = shape.form(before);
        Shape.Form is = shape.form(after);
        boolean leaf;
        if (after == null || before != null && before.isNull() && !after.isNull()) {
            leaf = walk(after == null ? was : is, shape, before, after, parent, step);
        } else if (before == null || was == is || after.isNull()) {
            leaf = walk(after.isNull() ? was : is, shape, before, after, parent, step);
        } else {
            // A value took another form: what was in it is gone, what is in it now is new.
            walk(was, shape, before, after, parent, step);
            walk(is, shape, before, after, parent, step);
            leaf = true;
        }
        if (!leaf) {
            if (before == null) {
                parent.added().add(step);
            } else if (after == null) {
                parent.removed().add(step);
            }
        }
    }

    /** Answers whether it was a leaf. */
    private boolean walk(Shape.Form form, Shape shape, @Nullable JsonNode before, @Nullable JsonNode after, Here parent,
            PathElement step) {
        boolean bothEmpty = (before == null || before.isEmpty()) && (after == null || after.isEmpty());
        boolean whole = switch (form) {
            case MAP -> shape.atomicMap() || bothEmpty;
            case LIST -> !shape.associativeList() || bothEmpty;
            case SCALAR -> true;
        };
        if (whole) {
            leaf(before, after, parent, step);
            return true;
        }
        Here here = new Here(parent, step);
        if (form == Shape.Form.MAP) {
            maps(shape, orEmpty(before, JsonNode::isObject), orEmpty(after, JsonNode::isObject), here);
        } else {
            lists(shape, orEmpty(before, JsonNode::isArray), orEmpty(after, JsonNode::isArray), here);
        }
        return false;
    }

    private static JsonNode orEmpty(@Nullable JsonNode node, Predicate<JsonNode> fits) {
        return node == null || !fits.test(node) ? JsonNodeFactory.instance.nullNode() : node;
    }

    private static void leaf(@Nullable JsonNode before, @Nullable JsonNode after, Here parent, PathElement step) {
        if (before == null) {
            parent.added().add(step);
        } else if (after == null) {
            parent.removed().add(step);
        } else if (!Values.equal(before, after)) {
            parent.modified().add(step);
        }
    }

    private void maps(Shape shape, JsonNode before, JsonNode after, Here here) {
        for (var field : before.properties()) {
            compare(shape.child(field.getKey()), field.getValue(), after.get(field.getKey()), here,
                    new PathElement.Field(field.getKey()));
        }
        for (var field : after.properties()) {
            if (before.get(field.getKey()) == null) {
                compare(shape.child(field.getKey()), null, field.getValue(), here,
                        new PathElement.Field(field.getKey()));
            }
        }
    }

    private void lists(Shape shape, JsonNode before, JsonNode after, Here here) {
        Map<PathElement, List<JsonNode>> was = ListItems.byName(shape, before);
        Map<PathElement, List<JsonNode>> is = ListItems.byName(shape, after);
        Set<PathElement> names = new LinkedHashSet<>(was.keySet());
        names.addAll(is.keySet());
        for (PathElement name : names) {
            items(shape.items(), was.getOrDefault(name, List.of()), is.getOrDefault(name, List.of()), here, name);
        }
    }

    /** Items of one name: one by one, or, where the name repeats, together as if they were a leaf. */
    private void items(Shape shape, List<JsonNode> before, List<JsonNode> after, Here here, PathElement name) {
        if (before.size() <= 1 && after.size() <= 1) {
            compare(shape, before.isEmpty() ? null : before.getFirst(), after.isEmpty() ? null : after.getFirst(), here,
                    name);
        } else if (before.size() >= 2 && after.size() >= 2) {
            if (!sameItems(before, after)) {
                here.modified().add(name);
            }
        } else if (before.size() >= 2) {
            if (!after.isEmpty()) {
                compare(shape, null, after.getFirst(), here, name);
            }
            here.removed().add(name);
        } else {
            if (!before.isEmpty()) {
                compare(shape, before.getFirst(), null, here, name);
            }
            here.added().add(name);
        }
    }

    private static boolean sameItems(List<JsonNode> before, List<JsonNode> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!Values.equal(before.get(i), after.get(i))) {
                return false;
            }
        }
        return true;
    }
}
