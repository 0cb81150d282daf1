package dev.coracle.apiserver.authorization.webhook;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.Selectors;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request as the spec of a SubjectAccessReview. Source: authorization.k8s.io/v1. */
final class AccessQuestion {

    private AccessQuestion() {}

    /** With all fields, empty ones too, as expressions see it: of resource attributes only those that there are. */
    static ObjectNode forConditions(UserInfo user, RequestInfo request) {
        ObjectNode spec = Json.object().put("user", user.name()).put("uid", user.uid());
        user.groups().forEach(spec.putArray("groups")::add);
        ObjectNode extra = spec.putObject("extra");
        user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        if (!request.resourceRequest()) {
            spec.putObject("nonResourceAttributes").put("verb", request.verb()).put("path", request.path());
            return spec;
        }
        ObjectNode resource = spec.putObject("resourceAttributes");
        attributes(request).forEach(resource::put);
        putSelectors(resource, request.selectors());
        return spec;
    }

    private static Map<String, String> attributes(RequestInfo request) {
        return Map.of("namespace", request.namespace(), "verb", request.verb(), "group", request.group(), "version",
                request.version(), "resource", request.resource(), "subresource", request.subresource(), "name",
                request.name());
    }

    private static void putSelectors(ObjectNode resource, Selectors selectors) {
        put(resource, "fieldSelector", selectors.fields());
        put(resource, "labelSelector", selectors.labels());
    }

    private static void put(ObjectNode resource, String name, List<Selectors.Requirement> requirements) {
        if (requirements.isEmpty()) {
            return;
        }
        ArrayNode list = resource.putObject(name).putArray("requirements");
        for (Selectors.Requirement requirement : requirements) {
            ObjectNode tree = list.addObject().put("key", requirement.key()).put("operator", requirement.operator());
            if (!requirement.values().isEmpty()) {
                requirement.values().forEach(tree.putArray("values")::add);
            }
        }
    }

    /** The review that is sent: without empty fields. @param version v1, or v1beta1, which calls the groups {@code group} */
    static ObjectNode review(ObjectNode full, String version) {
        ObjectNode review = Json.object().put("apiVersion", "authorization.k8s.io/" + version).put("kind",
                "SubjectAccessReview");
        review.putObject("metadata").putNull("creationTimestamp");
        ObjectNode spec = full.deepCopy();
        for (String attributes : List.of("resourceAttributes", "nonResourceAttributes")) {
            if (spec.get(attributes) instanceof ObjectNode object) {
                removeEmpty(object);
            }
        }
        removeEmpty(spec);
        if (version.equals("v1beta1") && spec.has("groups")) {
            spec.set("group", spec.remove("groups"));
        }
        review.set("spec", spec);
        return review;
    }

    private static void removeEmpty(ObjectNode object) {
        object.propertyNames().stream().toList().forEach(name -> {
            var value = object.get(name);
            if (value.isString() && value.stringValue().isEmpty() || !value.isString() && value.isEmpty()) {
                object.remove(name);
            }
        });
    }
}
