package dev.coracle.apiserver.admission.cel.policy;

import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a policy sees of a request. Trees are read, never changed.
 *
 * @param object            what is to be stored; empty on DELETE
 * @param oldObject         what is stored; empty on CREATE
 * @param request           as in an AdmissionReview's request, without the objects: kind, resource, subResource, requestKind,
 *                          requestResource, name, namespace, operation, userInfo, options, dryRun
 * @param params            the object that the binding refers to; empty if the policy has none
 * @param namespaceObject   the Namespace of a namespaced object
 * @param authorizer        whom to ask what the user may do
 * @param requestedResource what the request itself is about, for {@code authorizer.requestResource}
 */
public record PolicyInput(Optional<ObjectNode> object, Optional<ObjectNode> oldObject, ObjectNode request,
        Optional<ObjectNode> params, Optional<ObjectNode> namespaceObject, PolicyAuthorizer authorizer,
        PolicyAuthorizer.Question requestedResource) {

    PolicyInput withObject(ObjectNode changed) {
        return new PolicyInput(Optional.of(changed), oldObject, request, params, namespaceObject, authorizer,
                requestedResource);
    }
}
