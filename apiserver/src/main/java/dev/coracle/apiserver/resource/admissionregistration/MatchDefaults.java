package dev.coracle.apiserver.resource.admissionregistration;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What webhooks and policies mean that don't say what they match. */
final class MatchDefaults {

    private MatchDefaults() {}

    static void webhook(ObjectNode webhook) {
        setDefault(webhook, "failurePolicy", "Fail");
        setDefault(webhook, "timeoutSeconds", 10);
        Trees.object(webhook, "clientConfig", "service").ifPresent(service -> setDefault(service, "port", 443));
        selectors(webhook);
        Trees.objects(webhook, "rules").forEach(rule -> setDefault(rule, "scope", "*"));
    }

    private static void selectors(ObjectNode matcher) {
        setDefault(matcher, "matchPolicy", "Equivalent");
        Trees.ensureObject(matcher, "namespaceSelector");
        Trees.ensureObject(matcher, "objectSelector");
    }

    /** A policy's or a binding's MatchResources. */
    static void resources(ObjectNode match) {
        selectors(match);
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            Trees.objects(match, rules).forEach(rule -> setDefault(rule, "scope", "*"));
        }
    }
}
