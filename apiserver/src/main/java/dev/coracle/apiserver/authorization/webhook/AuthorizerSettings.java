package dev.coracle.apiserver.authorization.webhook;

import java.util.Optional;

/** One authorizer of the chain. @param type such as RBAC @param name for logs @param webhook if the type is Webhook */
public record AuthorizerSettings(String type, String name, Optional<WebhookSettings> webhook) {

    /** One that needs no settings. */
    public static AuthorizerSettings of(String type) {
        return new AuthorizerSettings(type, type.toLowerCase(java.util.Locale.ROOT), Optional.empty());
    }
}
