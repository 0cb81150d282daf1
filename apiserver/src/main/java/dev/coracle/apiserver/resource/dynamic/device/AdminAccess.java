package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Access to devices past their users is for those who may work in a namespace that has been marked for it. Source: KEP-5018. */
public final class AdminAccess {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String LABEL = "resource.kubernetes.io/admin-access";

    private AdminAccess() {}

    /** @param claimSpec what is asked for by an object, perhaps a template, of a namespace */
    public static void check(Objects objects, JsonNode claimSpec, String namespace, FieldErrors errors) {
        List<ObjectNode> requests = Trees.objects(claimSpec, "devices", "requests");
        for (int i = 0; i < requests.size(); i++) {
            if (Trees.bool(requests.get(i), "exactly", "adminAccess") && !allowed(objects, namespace)) {
                errors.forbidden(FieldPath.of("spec", "devices", "requests").index(i).child("adminAccess"),
                        "admin access to devices requires the `" + LABEL
                                + ": true` label on the containing namespace");
            }
        }
    }

    private static boolean allowed(Objects objects, String namespace) {
        return "true".equals(objects.get(NAMESPACES, "", namespace).map(Meta::labels).orElse(Map.of()).get(LABEL));
    }
}
