package dev.coracle.apiserver.authentication.jwt;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.jwt.config.JwtIssuer;
import dev.coracle.apiserver.authentication.jwt.config.Refusal;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fetches a claim that a token only says where to find ({@code _claim_names}, {@code _claim_sources}): a token of its own, perhaps another
 * issuer's, verified as the first one was. Source: OpenID Connect Core, section 5.6.2. Safe for use by any number of threads.
 */
final class DistributedClaims {

    private static final int MAX_ISSUERS = 16;

    private final JwtIssuer issuer;
    private final ProviderClient client;
    private final Clock clock;
    private final Map<String, TokenVerifier> verifiers = new ConcurrentHashMap<>();

    DistributedClaims(JwtIssuer issuer, ProviderClient client, Clock clock) {
        this.issuer = issuer;
        this.client = client;
        this.clock = clock;
    }

    /** Puts the claim among the others, if it isn't there and its source is named. */
    void expand(String claim, ObjectNode claims) throws Refusal {
        if (claims.has(claim)) {
            return;
        }
        String source = Trees.string(claims, "_claim_names", claim);
        if (source.isEmpty()) {
            return;
        }
        ObjectNode endpoint = Trees.object(claims, "_claim_sources", source).orElseThrow(() -> new Refusal(
                "could not expand distributed claims: _claim_sources does not contain " + source));
        String url = Trees.string(endpoint, "endpoint");
        if (!url.isEmpty()) {
            claims.set(claim, fetched(claim, url, Trees.string(endpoint, "access_token")));
        }
    }

    private tools.jackson.databind.JsonNode fetched(String claim, String url, String accessToken) throws Refusal {
        try {
            String token = new String(client.get(url, accessToken), StandardCharsets.UTF_8).strip();
            ObjectNode more = verifier(untrustedIssuer(token)).verify(token);
            return Optional.ofNullable(more.get(claim)).orElseThrow(() -> new Refusal(
                    "could not expand distributed claims: what \"" + url + "\" returned did not contain " + claim));
        } catch (IOException e) {
            throw new Refusal("could not expand distributed claims: " + e.getMessage());
        }
    }

    /** The issuer as an unverified token says it, to see whose keys to ask for. */
    static String untrustedIssuer(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            return parts.length == 3 && Json.parse(Base64.getUrlDecoder().decode(parts[1])) instanceof ObjectNode claims
                    ? TokenVerifier.issuerOf(claims)
                    : "";
        } catch (IllegalArgumentException | JacksonException malformed) {
            return "";
        }
    }

    private TokenVerifier verifier(String url) throws IOException, Refusal {
        TokenVerifier known = verifiers.get(url);
        if (known == null) {
            if (!url.startsWith("https://") || verifiers.size() >= MAX_ISSUERS) {
                throw new Refusal("could not expand distributed claims: issuer not accepted");
            }
            JwtIssuer other = new JwtIssuer(url, Optional.empty(), issuer.authorities(), issuer.audiences(),
                    issuer.algorithms());
            known = new TokenVerifier(other, new ProviderKeys(other, client, clock), clock);
            known.discover();
            verifiers.put(url, known);
        }
        return known;
    }
}
