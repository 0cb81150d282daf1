package dev.coracle.apiserver.audit.backend;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.audit.policy.Level;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event, as it goes into the log. Source: audit.k8s.io/v1 Event.
 *
 * @param tree the whole of it; nobody changes it any more
 */
public record AuditEvent(Level level, ObjectNode tree) {

    public static final String VERSION = "audit.k8s.io/v1";
    private static final String TRUNCATED = "audit.k8s.io/truncated";

    byte[] json() {
        return Json.print(tree);
    }

    /** The same without the objects, and marked so. */
    AuditEvent truncated() {
        ObjectNode less = Json.object();
        less.setAll(tree);
        less.remove("requestObject");
        less.remove("responseObject");
        ObjectNode annotations = Json.object();
        if (tree.get("annotations") instanceof ObjectNode before) {
            annotations.setAll(before);
        }
        less.set("annotations", annotations.put(TRUNCATED, "true"));
        return new AuditEvent(level, less);
    }
}
