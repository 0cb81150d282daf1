package dev.coracle.apiserver.verb.own;

import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** Trees of the objects that were looked at last, parsed once and shared. Bounded: all are forgotten when there are too many. Safe for use by any number of threads. */
final class ShownTrees {

    private static final int LIMIT = 256;

    private final Map<CachedObject, ObjectNode> known = new ConcurrentHashMap<>();

    ObjectNode of(CachedObject object) {
        ObjectNode tree = known.get(object);
        if (tree == null) {
            tree = object.tree();
            if (known.size() >= LIMIT) {
                known.clear();
            }
            known.put(object, tree);
        }
        return tree;
    }
}
