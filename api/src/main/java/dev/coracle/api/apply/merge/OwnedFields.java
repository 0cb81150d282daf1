package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.FieldSetBuilder;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.apply.fields.Shape;
import tools.jackson.databind.JsonNode;

/** The paths that somebody who applies a tree comes to own: its leaves, the items of its lists, the entries of its maps. */
public final class OwnedFields {

    private OwnedFields() {}

    /** @throws ListItems.Unnameable if a list that is owned by items has one without a name */
    public static FieldSet of(JsonNode tree, Shape shape) {
        FieldSetBuilder set = new FieldSetBuilder();
        fields(tree, shape, set);
        return set.build();
    }

    private static void visit(JsonNode value, Shape shape, FieldSetBuilder parent, PathElement step) {
        switch (shape.form(value)) {
            case SCALAR -> parent.add(step);
            case MAP -> {
                if (shape.atomicMap()) {
                    parent.add(step);
                } else {
                    fields(value, shape, parent.child(step));
                }
            }
            case LIST -> {
                if (!shape.associativeList()) {
                    parent.add(step);
                } else {
                    items(value, shape, parent.child(step));
                }
            }
        }
    }

    private static void fields(JsonNode object, Shape shape, FieldSetBuilder here) {
        for (var field : object.properties()) {
            PathElement step = new PathElement.Field(field.getKey());
            JsonNode value = field.getValue();
            visit(value, shape.child(field.getKey()), here, step);
            if (value.isNull() || value.isObject() && value.isEmpty() || !shape.declares(field.getKey())) {
                here.add(step);
            }
        }
    }

    private static void items(JsonNode list, Shape shape, FieldSetBuilder here) {
        ListItems.byName(shape, list).forEach((name, items) -> {
            if (items.size() == 1) {
                visit(items.getFirst(), shape.items(), here, name);
            }
            here.add(name);
        });
    }
}
