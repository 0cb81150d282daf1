package dev.coracle.apiserver.admission.imagepolicy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import java.io.IOException;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The question about a pod's images, and the answer. Source: imagepolicy.k8s.io/v1alpha1 ImageReview. */
final class ImageReview {

    private static final String VERSION = "imagepolicy.k8s.io/v1alpha1";
    private static final String KIND = "ImageReview";
    /** Only annotations whose key has it are shown to the webhook. */
    private static final String SHOWN = ".image-policy.k8s.io/";

    private ImageReview() {}

    /** @param allowed whether all images may run @param reason may be empty */
    record Answer(boolean allowed, String reason) {}

    /** What is asked; equal questions have equal answers. */
    static ObjectNode spec(AdmissionRequest request) {
        ObjectNode pod = request.object();
        ObjectNode spec = Json.object();
        ArrayNode containers = spec.putArray("containers");
        Stream<String> lists = request.subresource().isEmpty()
                ? Stream.of("containers", "initContainers")
                : Stream.of("ephemeralContainers");
        lists.flatMap(list -> Trees.objects(pod, "spec", list).stream()).forEach(container -> {
            ObjectNode shown = containers.addObject();
            String image = Trees.string(container, "image");
            if (!image.isEmpty()) {
                shown.put("image", image);
            }
        });
        Meta.annotations(pod).forEach((key, value) -> {
            if (key.contains(SHOWN)) {
                Trees.ensureObject(spec, "annotations").put(key, value);
            }
        });
        spec.put("namespace", request.namespace());
        return spec;
    }

    static ObjectNode question(ObjectNode spec) {
        ObjectNode review = Json.object().put("apiVersion", VERSION).put("kind", KIND);
        review.putObject("metadata");
        review.set("spec", spec.deepCopy());
        review.putObject("status").put("allowed", false);
        return review;
    }

    /** @throws IOException if it is no answer to such a question */
    static Answer answer(ObjectNode review) throws IOException {
        if (!Trees.string(review, "apiVersion").equals(VERSION) || !Trees.string(review, "kind").equals(KIND)) {
            throw new IOException("the image policy webhook answered with something that is no " + KIND + " of "
                    + VERSION);
        }
        return new Answer(Trees.bool(review, "status", "allowed"), Trees.string(review, "status", "reason"));
    }
}
