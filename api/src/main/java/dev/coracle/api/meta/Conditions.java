package dev.coracle.api.meta;

import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code status.conditions} of an object. Source: the API conventions, "Typical status properties". */
public final class Conditions {

    private Conditions() {}

    public static Optional<ObjectNode> find(ObjectNode object, String type) {
        return Trees.objects(object, "status", "conditions").stream()
                .filter(condition -> Trees.string(condition, "type").equals(type)).findFirst();
    }

    /** Whether there is such a condition and its status is True. */
    public static boolean isTrue(ObjectNode object, String type) {
        return find(object, type).map(condition -> Trees.string(condition, "status").equals("True")).orElse(false);
    }

    /** Sets one; the time of transition stays where the status does. */
    public static void set(ObjectNode object, String type, boolean value, String reason, String message, Instant now) {
        String status = value ? "True" : "False";
        ObjectNode condition = find(object, type).orElseGet(
                () -> Trees.ensureArray(Trees.ensureObject(object, "status"), "conditions").addObject());
        if (!Trees.string(condition, "status").equals(status)) {
            condition.put("lastTransitionTime", Meta.time(now));
        }
        condition.put("message", message).put("reason", reason).put("status", status).put("type", type);
    }
}
