package dev.coracle.apiserver.resource.core;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import tools.jackson.databind.node.ObjectNode;

/** What ConfigMaps and Secrets share: contents under keys, of a bounded size, that can be sealed. */
final class KeyedData {

    static final int MAX_BYTES = 1 << 20;
    private static final String SEALED = "field is immutable when `immutable` is set";

    private KeyedData() {}

    static void keys(Place map) {
        for (String key : map.keys()) {
            for (String problem : Names.configMapKey(key)) {
                map.errors().invalid(map.key(key).path(), key, problem);
            }
        }
    }

    /** The size of what stands in base64. */
    static long decodedSize(Place map) {
        long size = 0;
        for (String key : map.keys()) {
            String text = map.key(key).text();
            size += text.length() / 4L * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
        }
        return size;
    }

    static void bounded(long size, FieldErrors errors) {
        if (size > MAX_BYTES) {
            errors.tooLong(FieldPath.root(), MAX_BYTES);
        }
    }

    /** Once sealed, neither the seal nor the contents may change. */
    static void sealed(ObjectNode object, ObjectNode old, FieldErrors errors, String... contents) {
        if (!old.path("immutable").asBoolean(false)) {
            return;
        }
        Place place = Place.root(object, errors);
        if (!place.at("immutable").isTrue()) {
            place.at("immutable").forbidden(SEALED);
        }
        for (String field : contents) {
            if (!place.at(field).same(old.path(field))) {
                place.at(field).forbidden(SEALED);
            }
        }
    }
}
