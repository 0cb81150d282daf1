package dev.coracle.apiserver.encoding;

import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Stored objects in the version that a path serves. */
public final class Served {

    private Served() {}

    /** Whether stored bytes are what the path serves. */
    static boolean asStored(Resource resource) {
        return resource.info().groupVersion().equals(resource.storageVersion()) && !resource.conversion().outside();
    }

    /** A tree of the caller's own in the served version. */
    public static ObjectNode tree(Resource resource, CachedObject object) {
        ObjectNode tree = object.tree();
        if (asStored(resource)) {
            return tree;
        }
        ObjectNode served = resource.conversion().convert(tree, resource.info().groupVersion());
        if (!resource.custom()) {
            GoForm.normalize(served, resource.schema());
            GoForm.complete(served, resource.schema());
        }
        return served;
    }

    /** Those of a list, in its order. */
    static List<ObjectNode> trees(Resource resource, List<CachedObject> objects) {
        return resource.conversion().outside()
                ? resource.conversion().convertAll(objects.stream().map(CachedObject::tree).toList(),
                        resource.info().groupVersion())
                : objects.stream().map(object -> tree(resource, object)).toList();
    }

    /** An object's JSON in pieces, the last of which is {@code end}. */
    static List<Slice> json(Resource resource, CachedObject object, Slice end) {
        return asStored(resource)
                ? List.of(object.head(), object.rest(), end)
                : List.of(Slice.of(Json.print(tree(resource, object))), end);
    }
}
