package dev.coracle.api.status;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The Status object ({@code v1}, kind Status) of a failure. */
public record Status(int code, String reason, String message, StatusDetails details) {

    /** As the tree that goes to the client. */
    public ObjectNode toTree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("kind", "Status").put("apiVersion", "v1");
        tree.putObject("metadata");
        tree.put("status", "Failure");
        if (!message.isEmpty()) {
            tree.put("message", message);
        }
        if (!reason.isEmpty()) {
            tree.put("reason", reason);
        }
        if (!details.equals(StatusDetails.NONE)) {
            tree.set("details", detailsTree());
        }
        tree.put("code", code);
        return tree;
    }

    private ObjectNode detailsTree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        putUnlessEmpty(tree, "name", details.name());
        putUnlessEmpty(tree, "group", details.group());
        putUnlessEmpty(tree, "kind", details.kind());
        putUnlessEmpty(tree, "uid", details.uid());
        if (!details.causes().isEmpty()) {
            ArrayNode causes = tree.putArray("causes");
            for (StatusCause cause : details.causes()) {
                ObjectNode one = causes.addObject();
                putUnlessEmpty(one, "reason", cause.reason());
                putUnlessEmpty(one, "message", cause.message());
                putUnlessEmpty(one, "field", cause.field());
            }
        }
        if (details.retryAfterSeconds() > 0) {
            tree.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        return tree;
    }

    private static void putUnlessEmpty(ObjectNode tree, String name, String value) {
        if (!value.isEmpty()) {
            tree.put(name, value);
        }
    }
}
