package dev.coracle.apiserver.admission.plugin.escalation;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.RequestInfo;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who changes an object's owners must be able to delete the object, for that is what comes of it; and who makes it hold up an owner's
 * deletion must be able to set the owner's finalizers.
 */
public final class OwnerReferencesPermissionEnforcement implements AdmissionPlugin {

    private final Authorization authorization;
    private final Resources resources;

    public OwnerReferencesPermissionEnforcement(Authorization authorization, Resources resources) {
        this.authorization = authorization;
        this.resources = resources;
    }

    @Override
    public String name() {
        return "OwnerReferencesPermissionEnforcement";
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean write = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        boolean podStatus = Requests.isOf(request, "", "pods") && request.subresource().equals("status");
        List<ObjectNode> now = owners(request.object());
        List<ObjectNode> before = owners(request.old().orElseGet(Json::object));
        if (!write || podStatus || now.equals(before)) {
            return;
        }
        if (request.operation() != Operation.CREATE) {
            mayDelete(request);
        }
        List<ObjectNode> blocking = now.stream()
                .filter(owner -> blocks(owner) && before.stream().noneMatch(o -> sameUid(o, owner) && blocks(o)))
                .toList();
        if (!blocking.isEmpty()
                && !authorization.allows(request.context().user(), finalizers("*", "*", "", "*", "*"))) {
            blocking.forEach(owner -> mayFinalize(request, owner));
        }
    }

    private static List<ObjectNode> owners(ObjectNode object) {
        return Trees.objects(object, "metadata", "ownerReferences");
    }

    private static boolean blocks(ObjectNode owner) {
        return Trees.bool(owner, "blockOwnerDeletion");
    }

    private static boolean sameUid(ObjectNode one, ObjectNode other) {
        return Trees.string(one, "uid").equals(Trees.string(other, "uid"));
    }

    private void mayDelete(AdmissionRequest request) {
        GroupVersion version = request.resource().info().groupVersion();
        require(request, new RequestInfo(true, "delete", "", version.group(), version.version(), request.namespace(),
                request.resource().info().resource(), request.subresource(), request.name(), ""),
                "cannot set an ownerRef on a resource you can't delete: ");
    }

    private void mayFinalize(AdmissionRequest request, ObjectNode owner) {
        String apiVersion = Trees.string(owner, "apiVersion");
        String kind = Trees.string(owner, "kind");
        List<Resource> found = resources.all().stream().filter(r -> r.info().kind().equals(kind)
                && r.info().groupVersion().toString().equals(apiVersion)).toList();
        if (found.isEmpty()) {
            throw Requests.forbidden(request, "cannot set blockOwnerDeletion in this case because cannot find "
                    + "RESTMapping for APIVersion " + apiVersion + " Kind " + kind + ": no matches for kind \"" + kind
                    + "\" in version \"" + apiVersion + "\"");
        }
        for (Resource one : found) {
            GroupVersion version = one.info().groupVersion();
            require(request,
                    finalizers(version.group(), version.version(), one.namespaced() ? request.namespace() : "",
                            one.info().resource(), Trees.string(owner, "name")),
                    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers "
                            + "on: ");
        }
    }

    private static RequestInfo finalizers(String group, String version, String namespace, String resource,
            String name) {
        return new RequestInfo(true, "update", "", group, version, namespace, resource, "finalizers", name, "");
    }

    private void require(AdmissionRequest request, RequestInfo what, String otherwise) {
        Authorizer.Decision decision = authorization.authorize(request.context().user(), what);
        if (decision.verdict() != Authorizer.Verdict.ALLOW) {
            throw Requests.forbidden(request, otherwise + decision.reason() + ", <nil>");
        }
    }
}
