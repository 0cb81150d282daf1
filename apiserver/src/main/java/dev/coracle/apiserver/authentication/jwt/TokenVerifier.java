package dev.coracle.apiserver.authentication.jwt;

import com.nimbusds.jose.JWSObject;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.jwt.config.JwtIssuer;
import dev.coracle.apiserver.authentication.jwt.config.Refusal;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a token is a provider's, meant for us, and valid now: signature, algorithm, issuer, audience, {@code exp} and {@code nbf} (with five
 * minutes' leeway, as the original's). Safe for use by any number of threads. Source: OpenID Connect Core, section 3.1.3.7.
 */
final class TokenVerifier {

    private static final Duration LEEWAY = Duration.ofMinutes(5);

    private final JwtIssuer issuer;
    private final ProviderKeys keys;
    private final Clock clock;

    TokenVerifier(JwtIssuer issuer, ProviderKeys keys, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    boolean ready() {
        return keys.discovered();
    }

    void discover() throws IOException {
        keys.discover();
    }

    /** The verified claims. @throws Refusal saying why the token is refused; never with the token in it */
    ObjectNode verify(String token) throws Refusal {
        if (!keys.discovered()) {
            throw new Refusal("authenticator not initialized");
        }
        JWSObject parsed = parsed(token);
        String algorithm = parsed.getHeader().getAlgorithm().getName();
        if (!issuer.algorithms().contains(algorithm)) {
            throw new Refusal(
                    "verify token: the token is signed with an algorithm that is not allowed, expected one of "
                            + issuer.algorithms().stream().sorted().toList());
        }
        ObjectNode claims = claims(parsed);
        String said = issuerOf(claims);
        if (!said.equals(issuer.url())) {
            throw new Refusal("verify token: id token issued by a different provider");
        }
        checkAudience(claims);
        checkTimes(claims);
        try {
            if (!keys.verifies(parsed)) {
                throw new Refusal("verify token: failed to verify signature: failed to verify id token signature");
            }
        } catch (IOException e) {
            throw new Refusal("verify token: failed to verify signature: fetching keys " + e.getMessage());
        }
        return claims;
    }

    /** Google's tokens may leave out the scheme. */
    static String issuerOf(ObjectNode claims) {
        String issuer = Trees.string(claims, "iss");
        return issuer.equals("accounts.google.com") ? "https://" + issuer : issuer;
    }

    private static JWSObject parsed(String token) throws Refusal {
        try {
            return JWSObject.parse(token);
        } catch (ParseException e) {
            throw new Refusal("verify token: malformed jwt");
        }
    }

    private static ObjectNode claims(JWSObject token) throws Refusal {
        try {
            if (Json.parse(token.getPayload().toBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Said below.
        }
        throw new Refusal("verify token: failed to unmarshal claims");
    }

    private void checkAudience(ObjectNode claims) throws Refusal {
        List<String> meant = audience(claims);
        if (issuer.audiences().stream().noneMatch(meant::contains)) {
            throw new Refusal("verify token: expected audience in " + issuer.audiences() + " got " + meant);
        }
    }

    /** The claim is a string or a list of them (RFC 7519). */
    private static List<String> audience(ObjectNode claims) {
        JsonNode audience = claims.get("aud");
        if (audience == null) {
            return List.of();
        }
        return audience.isString() ? List.of(audience.stringValue()) : new ArrayList<>(Trees.strings(claims, "aud"));
    }

    private void checkTimes(ObjectNode claims) throws Refusal {
        double now = clock.now().toEpochMilli() / 1000.0;
        JsonNode expires = claims.get("exp");
        if (expires == null || !expires.isNumber() || expires.doubleValue() < now) {
            throw new Refusal("verify token: token is expired");
        }
        JsonNode begins = claims.get("nbf");
        if (begins != null && (!begins.isNumber() || begins.doubleValue() > now + LEEWAY.toSeconds())) {
            throw new Refusal("verify token: current time is before the nbf (not before) time");
        }
    }
}
