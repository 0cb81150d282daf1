package dev.coracle.apiserver.review;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import tools.jackson.databind.node.ObjectNode;

/**
 * What others need to know to verify this cluster's service account tokens: {@code /.well-known/openid-configuration}
 * (application/json) and {@code /openid/v1/jwks} (application/jwk-set+json). Source: OpenID Connect Discovery 1.0.
 */
public final class OpenIdDiscovery {

    public static final String CONFIGURATION_PATH = "/.well-known/openid-configuration";
    public static final String KEYS_PATH = "/openid/v1/jwks";
    public static final String KEYS_TYPE = "application/jwk-set+json";

    private final ServiceAccountTokens tokens;
    private final String keysUri;

    /** @param keysUri where the keys are, as others reach them, such as {@code https://192.0.2.2:6443/openid/v1/jwks} */
    public OpenIdDiscovery(ServiceAccountTokens tokens, String keysUri) {
        this.tokens = tokens;
        this.keysUri = keysUri;
    }

    public ObjectNode configuration() {
        ObjectNode tree = Json.object().put("issuer", tokens.issuers().isEmpty() ? "" : tokens.issuers().getFirst())
                .put("jwks_uri", keysUri);
        tree.putArray("response_types_supported").add("id_token");
        tree.putArray("subject_types_supported").add("public");
        tokens.algorithms().forEach(tree.putArray("id_token_signing_alg_values_supported")::add);
        return tree;
    }

    public ObjectNode keySet() {
        return tokens.keySet();
    }
}
