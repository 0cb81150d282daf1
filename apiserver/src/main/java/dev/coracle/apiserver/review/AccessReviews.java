package dev.coracle.apiserver.review;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** May this user do that? Source: authorization.k8s.io/v1 SubjectAccessReview and its kin. */
final class AccessReviews {

    private static final FieldPath SPEC = FieldPath.of("spec");

    private final Authorization authorization;

    AccessReviews(Authorization authorization) {
        this.authorization = authorization;
    }

    ObjectNode subject(RequestContext context, ObjectNode review) {
        FieldErrors errors = new FieldErrors();
        checkSpec(review, true, errors);
        nameless(review, false, errors);
        refuse(errors);
        return answered(review, userOf(review));
    }

    ObjectNode local(RequestContext context, ObjectNode review) {
        FieldErrors errors = new FieldErrors();
        checkSpec(review, true, errors);
        nameless(review, true, errors);
        Trees.object(review, "spec", "nonResourceAttributes").ifPresent(other -> errors
                .invalid(SPEC.child("nonResourceAttributes"), shown(other), "disallowed on this kind of request"));
        String asked = Trees.string(review, "spec", "resourceAttributes", "namespace");
        String namespace = Meta.namespace(review).isEmpty() ? context.info().namespace() : Meta.namespace(review);
        if (Trees.object(review, "spec", "resourceAttributes").isPresent() && !asked.equals(namespace)) {
            errors.invalid(SPEC.child("resourceAttributes").child("namespace"), asked, "must match metadata.namespace");
        }
        refuse(errors);
        return answered(review, userOf(review));
    }

    ObjectNode self(RequestContext context, ObjectNode review) {
        FieldErrors errors = new FieldErrors();
        checkSpec(review, false, errors);
        nameless(review, false, errors);
        refuse(errors);
        return answered(review, context.user());
    }

    private static void checkSpec(ObjectNode review, boolean needsUser, FieldErrors errors) {
        Optional<ObjectNode> resource = Trees.object(review, "spec", "resourceAttributes");
        Optional<ObjectNode> other = Trees.object(review, "spec", "nonResourceAttributes");
        if (resource.isPresent() && other.isPresent()) {
            errors.invalid(SPEC.child("nonResourceAttributes"), shown(other.get()),
                    "cannot be specified in combination with resourceAttributes");
        }
        if (resource.isEmpty() && other.isEmpty()) {
            errors.add("FieldValueInvalid", SPEC.child("resourceAttributes"), "Invalid value: null: "
                    + "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (needsUser && Trees.string(review, "spec", "user").isEmpty()
                && Trees.strings(review, "spec", "groups").isEmpty()) {
            errors.invalid(SPEC.child("user"), "", "at least one of user or group must be specified");
        }
        SelectorAttributes.check(review, errors);
    }

    private static JsonNode shown(ObjectNode attributes) {
        return InternalForm.of(attributes, "io.k8s.api.authorization.v1.NonResourceAttributes");
    }

    /** A question has no name; what it is called in errors has managed fields, as the original prints them. */
    private static void nameless(ObjectNode review, boolean namespaced, FieldErrors errors) {
        ObjectNode metadata = Trees.object(review, "metadata").orElseGet(Json::object);
        boolean empty = metadata.propertyStream()
                .allMatch(field -> field.getKey().equals("managedFields") || field.getValue().isNull()
                        || field.getValue().isEmpty() && !field.getValue().isValueNode()
                        || field.getValue().asString("?").isEmpty()
                        || namespaced && field.getKey().equals("namespace"));
        if (!empty) {
            errors.invalid(FieldPath.of("metadata"), metadata,
                    "must be empty" + (namespaced ? " except for namespace" : ""));
        }
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("authorization.k8s.io", ""), "", errors);
        }
    }

    private ObjectNode answered(ObjectNode review, UserInfo user) {
        Authorizer.Decision decision = authorization.authorize(user, question(review));
        ObjectNode status = review.putObject("status").put("allowed",
                decision.verdict() == Authorizer.Verdict.ALLOW);
        if (decision.verdict() == Authorizer.Verdict.DENY) {
            status.put("denied", true);
        }
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
        String ignored = SelectorAttributes.ignored(review).orElse("");
        String errors = Stream.of(ignored, decision.error()).filter(e -> !e.isEmpty())
                .collect(Collectors.joining("; "));
        if (!errors.isEmpty()) {
            status.put("evaluationError", errors);
        }
        return review;
    }

    private static RequestInfo question(ObjectNode review) {
        Optional<ObjectNode> resource = Trees.object(review, "spec", "resourceAttributes");
        if (resource.isEmpty()) {
            return RequestInfo.nonResource(Trees.string(review, "spec", "nonResourceAttributes", "verb"),
                    Trees.string(review, "spec", "nonResourceAttributes", "path"));
        }
        ObjectNode r = resource.get();
        return new RequestInfo(true, Trees.string(r, "verb"), "", Trees.string(r, "group"),
                Trees.string(r, "version"), Trees.string(r, "namespace"), Trees.string(r, "resource"),
                Trees.string(r, "subresource"), Trees.string(r, "name"), "", SelectorAttributes.selectors(review));
    }

    private static UserInfo userOf(ObjectNode review) {
        Map<String, List<String>> extra = new TreeMap<>();
        Trees.object(review, "spec", "extra").ifPresent(map -> map.properties()
                .forEach(entry -> extra.put(entry.getKey(), Trees.strings(map, entry.getKey()))));
        return new UserInfo(Trees.string(review, "spec", "user"), Trees.string(review, "spec", "uid"),
                Trees.strings(review, "spec", "groups"), extra);
    }
}
