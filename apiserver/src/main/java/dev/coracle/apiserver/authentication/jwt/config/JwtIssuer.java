package dev.coracle.apiserver.authentication.jwt.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who issues tokens, and for whom they must be. Source: apiserver.config.k8s.io/v1 Issuer.
 *
 * @param url         what the claim {@code iss} must be, and where the provider is found unless it says otherwise
 * @param discovery   where its discovery document lies, if not below {@code url}
 * @param authorities PEM of those who vouch for the provider's server; without it, the machine's own
 * @param audiences   of which a token must name one
 * @param algorithms  in which tokens may be signed
 */
public record JwtIssuer(String url, Optional<String> discovery, Optional<String> authorities, List<String> audiences,
        Set<String> algorithms) {

    /** All that a provider may sign with: none that takes a shared secret. */
    static final Set<String> ALGORITHMS = Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384",
            "PS512");

    public JwtIssuer {
        audiences = List.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
    }

    /** Where its discovery document lies. */
    public String discoveryUrl() {
        return discovery.orElseGet(() -> (url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                + "/.well-known/openid-configuration");
    }
}
