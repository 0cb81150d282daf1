package dev.coracle.apiserver.verb;

import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.patch.MergePatch;
import dev.coracle.api.patch.StrategicMergePatch;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.registry.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of patches, by Content-Type. */
enum PatchType {
    JSON, MERGE, STRATEGIC, APPLY;

    /** @throws StatusException (415) if it is none, or not for this resource */
    static PatchType of(String contentType, Resource resource) {
        return switch (contentType) {
            case "application/json-patch+json" -> JSON;
            case "application/merge-patch+json" -> MERGE;
            case "application/strategic-merge-patch+json" -> {
                if (resource.custom()) {
                    throw StatusException.unsupportedMediaType(
                            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
                }
                yield STRATEGIC;
            }
            case "application/apply-patch+yaml" -> APPLY;
            default -> throw Bodies.unsupportedPatch();
        };
    }

    JsonNode parse(byte[] body) {
        JsonNode patch;
        try {
            patch = dev.coracle.api.tree.Json.parse(body);
        } catch (JacksonException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getOriginalMessage());
        }
        boolean fits = this == JSON ? patch.isArray() : patch.isObject();
        if (!fits) {
            throw StatusException
                    .badRequest("error decoding patch: " + (this == JSON ? "an array" : "an object") + " is expected");
        }
        return patch;
    }

    /** The object with the patch applied. @param object the caller's own, may be changed */
    ObjectNode apply(ObjectNode object, JsonNode patch, Resource resource) {
        return switch (this) {
            case MERGE -> {
                MergePatch.apply(object, (ObjectNode) patch);
                yield object;
            }
            case JSON -> JsonPatch.apply(object, patch);
            case STRATEGIC -> {
                StrategicMergePatch.apply(object, (ObjectNode) patch, resource.schema());
                yield object;
            }
            case APPLY -> throw new IllegalStateException("apply is not a patch of this kind");
        };
    }
}
