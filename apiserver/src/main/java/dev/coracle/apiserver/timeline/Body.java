package dev.coracle.apiserver.timeline;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.HttpRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** What comes with a POST: a JSON object. */
final class Body {

    private Body() {}

    static ObjectNode of(HttpRequest request) {
        try {
            if (Json.parse(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (RuntimeException malformed) {
            // said below
        }
        throw StatusException.badRequest("the body has to be a JSON object");
    }

    static Path path(ObjectNode body, String field) {
        String text = body.path(field).isString() ? body.path(field).asString() : "";
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException malformed) {
            // said below
        }
        throw StatusException.badRequest("the body has to have a " + field + ", which is an absolute path");
    }
}
