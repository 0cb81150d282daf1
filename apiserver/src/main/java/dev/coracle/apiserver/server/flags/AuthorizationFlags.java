package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.authorization.webhook.AuthorizationOptions;
import dev.coracle.apiserver.authorization.webhook.AuthorizerSettings;
import dev.coracle.apiserver.authorization.webhook.WebhookSettings;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** kube-apiserver's flags about who may do what. */
final class AuthorizationFlags {

    private final Flag<List<String>> modes;
    private final Flag<String> configFile;
    private final Flag<String> policyFile;
    private final Flag<String> webhookFile;
    private final Flag<String> webhookVersion;
    private final Flag<Duration> authorizedLife;
    private final Flag<Duration> unauthorizedLife;

    AuthorizationFlags(FlagSet flags) {
        modes = flags.list("authorization-mode", List.of("AlwaysAllow"),
                "AlwaysAllow, AlwaysDeny, ABAC, Node, RBAC, Webhook, in the order of asking");
        configFile = flags.string("authorization-config", "",
                "File with an AuthorizationConfiguration, instead of modes; changes are followed");
        policyFile = flags.string("authorization-policy-file", "", "File with a policy a line, for the mode ABAC");
        webhookFile = flags.string("authorization-webhook-config-file", "",
                "Kubeconfig of the webhook of mode Webhook");
        webhookVersion = flags.string("authorization-webhook-version", "v1beta1",
                "Version of the SubjectAccessReview that the webhook is sent: v1 or v1beta1");
        authorizedLife = flags.duration("authorization-webhook-cache-authorized-ttl", Duration.ofMinutes(5),
                "How long the webhook's yes holds");
        unauthorizedLife = flags.duration("authorization-webhook-cache-unauthorized-ttl", Duration.ofSeconds(30),
                "How long the webhook's no holds");
    }

    AuthorizationOptions options() throws FlagException {
        if (!configFile.get().isEmpty()) {
            if (modes.given() || policyFile.given() || webhookFile.given() || webhookVersion.given()
                    || authorizedLife.given()
                    || unauthorizedLife.given()) {
                throw new FlagException("--authorization-config can not be specified when --authorization-mode or "
                        + "--authorization-webhook-* flags are defined");
            }
            return new AuthorizationOptions(List.of(), ApiServerFlags.path(configFile), Optional.empty());
        }
        if (modes.get().contains("Webhook") == webhookFile.get().isEmpty()) {
            throw new FlagException(webhookFile.get().isEmpty()
                    ? "authorization-mode Webhook's authorization config file not passed"
                    : "cannot specify --authorization-webhook-config-file without mode Webhook");
        }
        if (!List.of("v1", "v1beta1").contains(webhookVersion.get())) {
            throw new FlagException("--authorization-webhook-version is " + webhookVersion.get()
                    + "; it can be v1 or v1beta1");
        }
        if (modes.get().contains("ABAC") == policyFile.get().isEmpty()) {
            throw new FlagException(policyFile.get().isEmpty()
                    ? "authorization-mode ABAC's authorization policy file not passed"
                    : "cannot specify --authorization-policy-file without mode ABAC");
        }
        return new AuthorizationOptions(modes.get().stream().map(this::settings).toList(), Optional.empty(),
                ApiServerFlags.path(policyFile));
    }

    private AuthorizerSettings settings(String mode) {
        return mode.equals("Webhook")
                ? new AuthorizerSettings(mode, "webhook",
                        ApiServerFlags.path(webhookFile).map(file -> WebhookSettings.ofFlags(file,
                                webhookVersion.get(), authorizedLife.get(), unauthorizedLife.get())))
                : AuthorizerSettings.of(mode);
    }
}
