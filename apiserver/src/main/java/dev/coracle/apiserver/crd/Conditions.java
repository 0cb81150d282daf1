package dev.coracle.apiserver.crd;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** The conditions in the status of a CustomResourceDefinition. */
final class Conditions {

    private Conditions() {}

    static boolean isTrue(ObjectNode crd, String type) {
        return Trees.objects(crd, "status", "conditions").stream().anyMatch(
                c -> Trees.string(c, "type").equals(type) && Trees.string(c, "status").equals("True"));
    }

    /** Sets one; the time of transition stays where the status does. */
    static void set(ObjectNode crd, String type, boolean value, String reason, String message, Instant now) {
        String status = value ? "True" : "False";
        ObjectNode condition = Trees.objects(crd, "status", "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals(type)).findFirst()
                .orElseGet(() -> Trees.ensureArray(Trees.ensureObject(crd, "status"), "conditions").addObject());
        if (!Trees.string(condition, "status").equals(status)) {
            condition.put("lastTransitionTime", Meta.time(now));
        }
        condition.put("message", message).put("reason", reason).put("status", status).put("type", type);
    }
}
