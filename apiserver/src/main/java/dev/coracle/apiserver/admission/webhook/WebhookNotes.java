package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.Notes;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the audit log is told of a call of a webhook, under the original's keys.
 *
 * @param round 0, or 1 for webhooks that are asked again
 * @param index of the webhook among those that are asked
 */
record WebhookNotes(Notes notes, Webhook webhook, boolean mutating, int round, int index) {

    private static final String SUFFIX = ".webhook.admission.k8s.io/";

    private String key(String what) {
        return what + SUFFIX + "round_" + round + "_index_" + index;
    }

    private ObjectNode who() {
        return Json.object().put("configuration", webhook.configuration()).put("webhook", webhook.name());
    }

    void mutated(boolean mutated) {
        if (notes.kept()) {
            notes.add(key("mutation"), Json.text(who().put("mutated", mutated)));
        }
    }

    /** @param base64 a JSON patch that could be applied */
    void patched(String base64) {
        notes.addDetail(key("patch"), () -> {
            ObjectNode value = who();
            value.set("patch", Json.parse(Base64.getDecoder().decode(base64)));
            return Json.text(value.put("patchType", "JSONPatch"));
        });
    }

    /** It failed, and the request goes on without it. */
    void failedOpen() {
        notes.add(key("failed-open." + (mutating ? "mutation" : "validating")), webhook.name());
    }

    /** What the webhook itself wants to be logged. */
    void said(ObjectNode response) {
        if (notes.kept()) {
            Trees.object(response, "auditAnnotations").ifPresent(all -> all.properties()
                    .forEach(field -> notes.add(webhook.name() + "/" + field.getKey(), field.getValue().asString())));
        }
    }
}
