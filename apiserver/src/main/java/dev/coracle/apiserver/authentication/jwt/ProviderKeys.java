package dev.coracle.apiserver.authentication.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.jwt.config.JwtIssuer;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys that a provider publishes. A signature that none of the keys at hand fits has them fetched again, at most once in {@link #PAUSE}, so
 * that a provider may change its keys at any time and nobody can make this server ask without end. Safe for use by any number of threads.
 */
final class ProviderKeys {

    static final Duration PAUSE = Duration.ofSeconds(1);

    private final JwtIssuer issuer;
    private final ProviderClient client;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
    private volatile Optional<String> keysUrl = Optional.empty();
    private volatile List<JWK> keys = List.of();
    private volatile boolean fetched;
    private volatile long fetchedAt;

    ProviderKeys(JwtIssuer issuer, ProviderClient client, Clock clock) {
        this.issuer = issuer;
        this.client = client;
        this.clock = clock;
    }

    boolean discovered() {
        return keysUrl.isPresent();
    }

    /** Reads the discovery document. @throws IOException if it can't be had, or is another provider's */
    void discover() throws IOException {
        ObjectNode document = client.json(issuer.discoveryUrl());
        String said = Trees.string(document, "issuer");
        if (!said.equals(issuer.url())) {
            throw new IOException("oidc: issuer did not match the issuer returned by provider, expected \""
                    + issuer.url() + "\" got \"" + said + "\"");
        }
        String url = Trees.string(document, "jwks_uri");
        if (url.isEmpty()) {
            throw new IOException("provider did not return JWKS URL");
        }
        keysUrl = Optional.of(url);
    }

    /** Whether one of the provider's keys made the signature. @throws IOException if keys are missing and can't be fetched */
    boolean verifies(JWSObject token) throws IOException {
        List<JWK> known = keys;
        return any(known, token) || any(refreshed(known), token);
    }

    private boolean any(List<JWK> candidates, JWSObject token) {
        String id = token.getHeader().getKeyID();
        return candidates.stream().filter(key -> id == null || id.isEmpty() || id.equals(key.getKeyID()))
                .anyMatch(key -> verifies(key, token));
    }

    /** The verifier is made from the key, and refuses a header whose algorithm the key is not for. */
    private boolean verifies(JWK key, JWSObject token) {
        JWSHeader header = token.getHeader();
        try {
            if (!(key instanceof AsymmetricJWK pair) || KeyUse.ENCRYPTION.equals(key.getKeyUse())
                    || key.getAlgorithm() != null && !key.getAlgorithm().equals(header.getAlgorithm())) {
                return false;
            }
            return token.verify(verifiers.createJWSVerifier(header, pair.toPublicKey()));
        } catch (JOSEException | IllegalStateException e) {
            return false;
        }
    }

    private List<JWK> refreshed(List<JWK> known) throws IOException {
        lock.lock();
        try {
            if (keys != known) {
                return keys;
            }
            if (fetched && clock.nanoTime() - fetchedAt < PAUSE.toNanos()) {
                return List.of();
            }
            fetched = true;
            fetchedAt = clock.nanoTime();
            String url = keysUrl.orElseThrow(() -> new IOException("oidc: authenticator not initialized"));
            keys = List.copyOf(JWKSet.parse(new String(client.get(url, ""), StandardCharsets.UTF_8)).getKeys());
            return keys;
        } catch (ParseException e) {
            throw new IOException("the provider's key set can't be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
