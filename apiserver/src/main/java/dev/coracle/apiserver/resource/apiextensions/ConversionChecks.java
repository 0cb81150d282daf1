package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.check.WebhookClients;
import java.util.HashSet;
import java.util.Set;

/** How objects get from one version to another. Paths are those of kube-apiserver's own form, which has the webhook's parts side by side. */
final class ConversionChecks {

    private ConversionChecks() {}

    static void check(Place conversion) {
        if (!conversion.present()) {
            return;
        }
        conversion.at("strategy").requiredOneOf("None", "Webhook");
        Place client = moved(conversion, "clientConfig", "webhookClientConfig");
        Place versions = moved(conversion, "conversionReviewVersions", "conversionReviewVersions");
        if (!conversion.at("strategy").is("Webhook")) {
            String detail = "should not be set when strategy is not set to Webhook";
            if (client.present()) {
                client.forbidden(detail);
            }
            versions.forbiddenIfPresent(detail);
            return;
        }
        if (client.present()) {
            WebhookClients.check(client);
        } else {
            client.required("required when strategy is set to Webhook");
        }
        versions(versions.required());
    }

    private static Place moved(Place conversion, String field, String name) {
        return new Place(conversion.node().path("webhook").path(field), conversion.path().child(name),
                conversion.errors());
    }

    private static void versions(Place versions) {
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
