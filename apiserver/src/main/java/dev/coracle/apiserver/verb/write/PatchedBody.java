package dev.coracle.apiserver.verb.write;

import dev.coracle.api.tree.GoText;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.StrictFields;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.verb.option.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What strict decoding says of patches beside what it says of objects. Source: kube-apiserver's patch handler. */
final class PatchedBody {

    private static final Schema OPERATIONS = Schema.ofCustom(Json.parse("""
            {"type": "array", "items": {"type": "object", "properties": {"op": {"type": "string"},
             "path": {"type": "string"}, "from": {"type": "string"}, "value": {}}}}"""
            .getBytes(StandardCharsets.UTF_8)));

    private PatchedBody() {}

    /**
     * @param shown    what is called invalid if anything is: the patched object, or of a strategic patch the patch; empty for what is no
     *                 patch of the kinds that are applied to an object
     * @param mistakes in the operations of a JSON patch
     */
    record Found(Optional<String> shown, List<String> mistakes) {
        static final Found NONE = new Found(Optional.empty(), List.of());
    }

    /** @param patched before anything is taken out of it */
    static Found look(HttpRequest request, ObjectNode patched, Options options) {
        boolean strict = options.fieldValidation() == Options.FieldValidation.STRICT;
        return switch (Bodies.contentType(request)) {
            case "application/merge-patch+json" -> strict
                    ? new Found(Optional.of(Json.text(patched)), List.of())
                    : Found.NONE;
            case "application/strategic-merge-patch+json" -> strict
                    ? new Found(Optional.of(GoText.of(Json.parse(request.body()))), List.of())
                    : Found.NONE;
            case "application/json-patch+json" -> new Found(
                    strict ? Optional.of(Json.text(patched)) : Optional.empty(), operations(request.body()));
            default -> Found.NONE;
        };
    }

    private static List<String> operations(byte[] body) {
        List<String> found = new ArrayList<>();
        StrictFields.duplicates(body).forEach(mistake -> found.add("json patch " + mistake));
        StrictFields.find(body, OPERATIONS).stream().filter(mistake -> mistake.startsWith("unknown"))
                .forEach(mistake -> found.add("json patch " + mistake));
        return found;
    }
}
