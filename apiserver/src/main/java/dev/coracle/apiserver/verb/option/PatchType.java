package dev.coracle.apiserver.verb.option;

import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.patch.MergePatch;
import dev.coracle.api.patch.StrategicMergePatch;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.JsonSyntax;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of patches, by Content-Type. */
public enum PatchType {
    JSON, MERGE, STRATEGIC, APPLY;

    /** @throws StatusException (415) if it is none, or not for this resource */
    public static PatchType of(HttpRequest request, Resource resource) {
        String contentType = Bodies.contentType(request);
        return switch (contentType) {
            case "application/json-patch+json" -> JSON;
            case "application/merge-patch+json" -> MERGE;
            case "application/strategic-merge-patch+json" -> {
                if (resource.custom()) {
                    throw unsupported(request, resource);
                }
                yield STRATEGIC;
            }
            case "application/apply-patch+yaml" -> APPLY;
            case "application/apply-patch+cbor" -> {
                if (!request.cbor()) {
                    throw unsupported(request, resource);
                }
                yield APPLY;
            }
            default -> throw unsupported(request, resource);
        };
    }

    private static StatusException unsupported(HttpRequest request, Resource resource) {
        return resource.custom()
                ? StatusException.unsupportedMediaType(
                        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
                                + (request.cbor() ? ", application/apply-patch+cbor" : ""))
                : Bodies.unsupportedPatch();
    }

    /** @throws StatusException (400) if the bytes are no patch of this type */
    public JsonNode parse(byte[] body) {
        String prefix = this == STRATEGIC ? "" : "error decoding patch: ";
        JsonNode patch;
        try {
            patch = Json.parse(body);
        } catch (JacksonException e) {
            String mistake = JsonSyntax.mistake(body);
            throw StatusException.badRequest(prefix + (mistake.isEmpty() ? e.getOriginalMessage() : mistake));
        }
        if (this != JSON && patch.isNull()) {
            return Json.object();
        }
        if (this != JSON && !patch.isObject()) {
            String type = patch.isArray()
                    ? "array"
                    : patch.isString() ? "string" : patch.isNumber() ? "number" : "bool";
            throw StatusException.badRequest(
                    prefix + "json: cannot unmarshal " + type + " into Go value of type map[string]interface {}");
        }
        return patch;
    }

    /** The object with the patch applied. @param object the caller's own, may be changed */
    public ObjectNode apply(ObjectNode object, JsonNode patch, Resource resource) {
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
