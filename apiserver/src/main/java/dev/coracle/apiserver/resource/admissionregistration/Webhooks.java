package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ValidatingWebhookConfigurations and MutatingWebhookConfigurations. */
final class Webhooks {

    private Webhooks() {}

    static KindRules validating(Ages ages) {
        return rules(ages, "ValidatingWebhookConfiguration");
    }

    static KindRules mutating(Ages ages) {
        return rules(ages, "MutatingWebhookConfiguration");
    }

    private static KindRules rules(Ages ages, String kind) {
        return KindRules.of("admissionregistration.k8s.io", kind).conditionalUpdateOnly().defaults(object -> {
            for (ObjectNode webhook : Trees.objects(object, "webhooks")) {
                MatchDefaults.webhook(webhook);
                if (kind.startsWith("Mutating")) {
                    Trees.setDefault(webhook, "reinvocationPolicy", "Never");
                }
            }
        }).validate(Webhooks::check).validateChange(Expressions::webhooks).generation(Generation.CONTENT)
                .column(Columns.NAME)
                .column(Columns.integer("Webhooks",
                        "Webhooks indicates the number of webhooks registered in this configuration",
                        object -> (long) Trees.objects(object, "webhooks").size()))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place webhooks = Place.root(object, errors).at("webhooks");
        for (Place webhook : webhooks.items()) {
            Place name = webhook.at("name");
            if (!name.required().empty()) {
                name.named(Names::dnsSubdomain);
                if (name.text().split("\\.").length < 3) {
                    name.invalid("should be a domain with at least three segments separated by dots");
                }
            }
            webhook.at("rules").items().forEach(Webhooks::rule);
            webhook.at("failurePolicy").oneOf("Fail", "Ignore");
            webhook.at("matchPolicy").oneOf("Equivalent", "Exact");
            webhook.at("reinvocationPolicy").oneOf("IfNeeded", "Never");
            sideEffects(webhook.at("sideEffects"));
            Place timeout = webhook.at("timeoutSeconds");
            if (timeout.present() && (timeout.number(0) < 1 || timeout.number(0) > 30)) {
                timeout.invalid("the timeout value must be between 1 and 30 seconds");
            }
            Labels.selector(webhook.at("namespaceSelector"));
            Labels.selector(webhook.at("objectSelector"));
            client(webhook.at("clientConfig"));
            Place versions = webhook.at("admissionReviewVersions");
            versions.required("must specify one of v1, v1beta1");
            boolean known = versions.items().stream().anyMatch(v -> v.is("v1") || v.is("v1beta1"));
            if (!versions.empty() && !known) {
                versions.invalid("must include at least one of v1, v1beta1");
            }
        }
        webhooks.unique("name");
    }

    private static void sideEffects(Place effects) {
        if (effects.empty()) {
            effects.required("must specify one of None, NoneOnDryRun");
        } else {
            effects.oneOf("None", "NoneOnDryRun");
        }
    }

    static void rule(Place rule) {
        rule.at("operations").required();
        for (Place operation : rule.at("operations").items()) {
            operation.oneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
            if (operation.is("*") && rule.at("operations").node().size() > 1) {
                rule.at("operations").invalid("if '*' is present, must not specify other operations");
            }
        }
        for (String field : List.of("apiGroups", "apiVersions", "resources")) {
            Place values = rule.at(field);
            values.required();
            if (values.node().size() > 1 && values.items().stream().anyMatch(v -> v.is("*"))
                    && !field.equals("resources")) {
                values.invalid("if '*' is present, must not specify other "
                        + (field.equals("apiGroups") ? "API groups" : "API versions"));
            }
        }
        rule.at("scope").oneOf("*", "Cluster", "Namespaced");
    }

    private static void client(Place client) {
        boolean url = client.at("url").present();
        Place service = client.at("service");
        if (url == service.present()) {
            client.errors().required(client.path(), "exactly one of url or service is required");
        } else if (url) {
            if (!client.at("url").text().startsWith("https://")) {
                client.at("url").invalidText("'https' is the only allowed URL scheme; desired format: "
                        + "https://host[/path]");
            }
        } else {
            service.at("name").required("service name is required");
            service.at("namespace").required("service namespace is required");
            service.at("port").port();
        }
    }
}
