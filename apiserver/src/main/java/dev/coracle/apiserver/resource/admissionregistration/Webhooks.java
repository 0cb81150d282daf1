package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.admission.cel.ExpressionCheck;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.check.WebhookClients;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ValidatingWebhookConfigurations and MutatingWebhookConfigurations. */
final class Webhooks {

    private static final int LEAST_SEGMENTS = 3;
    private static final int MAX_TIMEOUT = 30;

    private Webhooks() {}

    static KindRules validating(Ages ages) {
        return rules(ages, "ValidatingWebhookConfiguration");
    }

    static KindRules mutating(Ages ages) {
        return rules(ages, "MutatingWebhookConfiguration");
    }

    private static KindRules rules(Ages ages, String kind) {
        return KindRules.of("admissionregistration.k8s.io", kind).plainFinalizers().conditionalUpdateOnly()
                .defaults(object -> {
                    for (ObjectNode webhook : Trees.objects(object, "webhooks")) {
                        MatchDefaults.webhook(webhook);
                        if (kind.startsWith("Mutating")) {
                            Trees.setDefault(webhook, "reinvocationPolicy", "Never");
                        }
                    }
                }).validateChange(Webhooks::check).generation(Generation.CONTENT)
                .column(Columns.NAME)
                .column(Columns.integer("Webhooks",
                        "Webhooks indicates the number of webhooks registered in this configuration",
                        object -> (long) Trees.objects(object, "webhooks").size()))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place webhooks = Place.root(object, errors).at("webhooks");
        Expressions expressions = new Expressions(old, ExpressionCheck.of(ExpressionCheck.Subject.WEBHOOK, false));
        boolean conditionsKept = old.isPresent() && conditionsKept(object, old.get());
        Set<String> names = new HashSet<>();
        for (Place webhook : webhooks.items()) {
            webhook(webhook);
            if (!conditionsKept) {
                expressions.matchConditions(webhook.at("matchConditions"));
            }
            versions(webhook.at("admissionReviewVersions"));
            Place name = webhook.at("name");
            if (!name.empty() && !names.add(name.text())) {
                errors.duplicate(name.path(), name.text());
            }
        }
    }

    /** Whether every webhook has the conditions that stood in its place before. */
    private static boolean conditionsKept(ObjectNode object, ObjectNode old) {
        List<Place> now = Place.root(object, new FieldErrors()).at("webhooks").items();
        JsonNode before = old.path("webhooks");
        return now.size() == before.size() && IntStream.range(0, now.size()).allMatch(
                i -> now.get(i).at("matchConditions").same(before.path(i).path("matchConditions")));
    }

    private static void webhook(Place webhook) {
        name(webhook.at("name").required());
        webhook.at("rules").items().forEach(MatchChecks::rule);
        webhook.at("failurePolicy").givenOneOf("Fail", "Ignore");
        webhook.at("matchPolicy").givenOneOf("Equivalent", "Exact");
        Place effects = webhook.at("sideEffects");
        if (!effects.present()) {
            effects.required("must specify one of None, NoneOnDryRun");
        }
        effects.givenOneOf("None", "NoneOnDryRun");
        Place timeout = webhook.at("timeoutSeconds");
        if (timeout.present() && (timeout.number(0) < 1 || timeout.number(0) > MAX_TIMEOUT)) {
            timeout.invalid("the timeout value must be between 1 and " + MAX_TIMEOUT + " seconds");
        }
        Labels.selector(webhook.at("namespaceSelector"));
        Labels.selector(webhook.at("objectSelector"));
        webhook.at("reinvocationPolicy").givenOneOf("IfNeeded", "Never");
        WebhookClients.check(webhook.at("clientConfig"));
    }

    /** A name of three parts or more, said in one breath. */
    private static void name(Place name) {
        if (name.empty()) {
            return;
        }
        List<String> problems = Names.dnsSubdomain(name.text());
        if (!problems.isEmpty()) {
            name.invalid(String.join(",", problems));
        } else if (name.text().split("\\.").length < LEAST_SEGMENTS) {
            name.invalid("should be a domain with at least three segments separated by dots");
        }
    }

    private static void versions(Place versions) {
        versions.required("must specify one of v1, v1beta1");
        Set<String> seen = new HashSet<>();
        for (Place version : versions.items()) {
            if (seen.add(version.text())) {
                Names.dns1035Label(version.text()).forEach(version::invalidText);
            } else {
                version.invalid("duplicate version");
            }
        }
        if (!versions.empty() && !seen.contains("v1") && !seen.contains("v1beta1")) {
            versions.invalid("must include at least one of v1, v1beta1");
        }
    }
}
