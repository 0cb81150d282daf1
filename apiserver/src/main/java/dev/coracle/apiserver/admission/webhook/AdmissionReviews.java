package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** The question that a webhook is asked. Source: admission.k8s.io/v1 AdmissionReview. */
public final class AdmissionReviews {

    private AdmissionReviews() {}

    /** The whole review, objects included. @param uid by which question and answer know each other */
    public static ObjectNode question(AdmissionRequest request, String uid) {
        return question(request, request.resource(), uid);
    }

    /** @param original the resource that the client used; the request is in the version that the webhook asks for */
    static ObjectNode question(AdmissionRequest request, Resource original, String uid) {
        ObjectNode review = Json.object().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
        var info = request.resource().info();
        GroupVersionKind kind = info.groupVersionKind();
        if (!request.subresource().isEmpty()) {
            kind = dev.coracle.api.meta.Meta.kind(request.object()).kind().isEmpty()
                    ? kind
                    : dev.coracle.api.meta.Meta.kind(request.object());
        }
        ObjectNode r = review.putObject("request").put("uid", uid);
        putKind(r.putObject("kind"), kind);
        putResource(r.putObject("resource"), request.resource());
        if (!request.subresource().isEmpty()) {
            r.put("subResource", request.subresource());
        }
        putKind(r.putObject("requestKind"),
                kind.equals(info.groupVersionKind()) ? original.info().groupVersionKind() : kind);
        putResource(r.putObject("requestResource"), original);
        if (!request.subresource().isEmpty()) {
            r.put("requestSubResource", request.subresource());
        }
        if (!request.name().isEmpty()) {
            r.put("name", request.name());
        }
        if (!request.namespace().isEmpty()) {
            r.put("namespace", request.namespace());
        }
        r.put("operation", request.operation().name());
        r.set("userInfo", user(request.context().user()));
        if (request.operation() == Operation.DELETE) {
            r.putNull("object");
        } else {
            r.set("object", request.object());
        }
        request.old().ifPresentOrElse(old -> r.set("oldObject", old), () -> r.putNull("oldObject"));
        r.put("dryRun", request.dryRun());
        r.set("options", request.options());
        return review;
    }

    /** The {@code response} of an answer. @throws IOException if it is no answer to the question with this uid */
    static ObjectNode response(ObjectNode review, String uid, boolean mutating) throws IOException {
        String version = Trees.string(review, "apiVersion");
        if (!version.equals("admission.k8s.io/v1") && !version.equals("admission.k8s.io/v1beta1")
                || !Trees.string(review, "kind").equals("AdmissionReview")) {
            throw new IOException(
                    "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got " + version
                            + ", Kind=" + Trees.string(review, "kind"));
        }
        ObjectNode response = Trees.object(review, "response")
                .orElseThrow(() -> new IOException("webhook response was absent"));
        if (!Trees.string(response, "uid").equals(uid)) {
            throw new IOException(
                    "expected response.uid=\"" + uid + "\", got \"" + Trees.string(response, "uid") + "\"");
        }
        checkPatch(response, mutating);
        return response;
    }

    private static void checkPatch(ObjectNode response, boolean mutating) throws IOException {
        boolean patch = !Trees.string(response, "patch").isEmpty();
        String type = Trees.string(response, "patchType");
        if (!mutating && (patch || !type.isEmpty())) {
            throw new IOException("validating webhook may not return response." + (patch ? "patch" : "patchType"));
        }
        if (patch && type.isEmpty()) {
            throw new IOException("webhook returned response.patch but not response.patchType");
        }
        if (!patch && !type.isEmpty()) {
            throw new IOException("webhook returned response.patchType but not response.patch");
        }
        if (patch && !type.equals("JSONPatch")) {
            throw new IOException("webhook returned invalid response.patchType of \"" + type + "\"");
        }
    }

    static String newUid() {
        return UUID.randomUUID().toString();
    }

    private static void putKind(ObjectNode to, GroupVersionKind kind) {
        to.put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
    }

    private static void putResource(ObjectNode to, Resource resource) {
        var version = resource.info().groupVersion();
        to.put("group", version.group()).put("version", version.version()).put("resource",
                resource.info().resource());
    }

    private static ObjectNode user(UserInfo user) {
        ObjectNode tree = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            tree.put("uid", user.uid());
        }
        user.groups().forEach(tree.putArray("groups")::add);
        if (!user.extra().isEmpty()) {
            ObjectNode extra = tree.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        return tree;
    }
}
