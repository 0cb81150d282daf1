package dev.coracle.api.apply;

import dev.coracle.api.gotypes.GoTypes;
import dev.coracle.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tree of an object of a built-in kind before anything is set: structs that are always there are empty objects, lists and maps that
 * are always there are null. Who creates an object does not own these, only what is in them. A custom kind's is empty.
 */
final class ZeroTree {

    private ZeroTree() {}

    static ObjectNode of(Schema schema) {
        return GoTypes.builtIn().zero(schema);
    }
}
