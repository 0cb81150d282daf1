package dev.coracle.apiserver.encoding;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.CachedObject;
import tools.jackson.databind.node.ObjectNode;

/** Stored objects in the version that a path serves. */
public final class Served {

    private Served() {}

    /** Whether stored bytes are what the path serves. */
    static boolean asStored(Resource resource) {
        return resource.info().groupVersion().equals(resource.storageVersion());
    }

    /** A tree of the caller's own in the served version. */
    public static ObjectNode tree(Resource resource, CachedObject object) {
        ObjectNode tree = object.tree();
        return asStored(resource) ? tree : resource.conversion().convert(tree, resource.info().groupVersion());
    }

    static byte[] json(Resource resource, CachedObject object) {
        return asStored(resource) ? object.json() : Json.print(tree(resource, object));
    }
}
