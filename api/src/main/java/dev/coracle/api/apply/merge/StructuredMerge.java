package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The merge that server-side apply does, for those who apply without owning (mutating admission policies). Stateless. */
public final class StructuredMerge {

    private StructuredMerge() {}

    /**
     * {@code config} laid over {@code object}; neither is changed, the result shares no part with them.
     *
     * @throws IllegalArgumentException if the configuration does not fit the schema or says anything of a list or map that is a whole
     */
    public static ObjectNode merge(ObjectNode object, ObjectNode config, Schema schema) {
        Shape shape = Shape.of(schema);
        Optional<String> wrong = Checker.check(config, shape);
        if (wrong.isPresent()) {
            throw new IllegalArgumentException("failed to convert patch object to typed object: " + wrong.get());
        }
        List<String> wholes = new ArrayList<>();
        wholes(config, shape, "", wholes);
        if (!wholes.isEmpty()) {
            throw new IllegalArgumentException(
                    "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
                            + String.join(", ", wholes));
        }
        try {
            return Merger.merge(object, config, shape).deepCopy();
        } catch (ListItems.Unnameable e) {
            throw new IllegalArgumentException("failed to merge patch: " + e.getMessage(), e);
        }
    }

    private static void wholes(JsonNode value, Shape shape, String path, List<String> found) {
        if (value.isNull()) {
            return;
        }
        switch (shape.form(value)) {
            case SCALAR -> {
                // A scalar is always a whole.
            }
            case MAP -> {
                if (shape.atomicMap()) {
                    found.add(path);
                } else {
                    value.properties().forEach(
                            field -> wholes(field.getValue(), shape.child(field.getKey()), path + "." + field.getKey(),
                                    found));
                }
            }
            case LIST -> {
                if (shape.associativeList()) {
                    value.forEach(item -> wholes(item, shape.items(), path + ListItems.name(shape, item), found));
                } else {
                    found.add(path);
                }
            }
        }
    }
}
