package dev.coracle.apiserver.authentication.token;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys and names under which this cluster issues service account tokens, and the issuing. Source: KEP-1205. Immutable and safe for
 * use by any number of threads.
 */
public final class ServiceAccountTokens {

    /** What a token may be bound to. @param kind Pod, Secret or Node */
    public record Bound(String kind, String name, String uid) {}

    /**
     * What is asked of tokens beyond their signatures.
     *
     * @param lookup     whether the secret of an older token must still be there ({@code --service-account-lookup})
     * @param extend     whether tokens that pods never read again live a year ({@code --service-account-extend-token-expiration})
     * @param maxSeconds how long a token may live; 0 for as long as is asked ({@code --service-account-max-token-expiration})
     */
    public record Policy(boolean lookup, boolean extend, long maxSeconds) {
        public static final Policy DEFAULT = new Policy(true, true, 0);
    }

    private record SigningKey(PrivateKey key, PublicKey publicHalf) {}

    private final List<String> issuers;
    private final List<String> apiAudiences;
    private final JsonWebKeys keys;
    private final Optional<SigningKey> signingKey;
    private final Clock clock;
    private final Policy policy;

    private ServiceAccountTokens(List<String> issuers, List<String> apiAudiences, JsonWebKeys keys,
            Optional<SigningKey> signingKey, Clock clock, Policy policy) {
        this.policy = policy;
        this.issuers = issuers;
        this.apiAudiences = apiAudiences;
        this.keys = keys;
        this.signingKey = signingKey;
        this.clock = clock;
    }

    /**
     * @param issuers      the first issues, all are accepted
     * @param apiAudiences who the API server is; empty for the issuers
     * @param keyFiles     accepted keys; empty for the signing key's public half
     */
    public static ServiceAccountTokens load(List<String> issuers, List<String> apiAudiences, List<Path> keyFiles,
            Optional<Path> signingKeyFile, Clock clock) throws IOException {
        List<PublicKey> accepted = new ArrayList<>();
        for (Path file : keyFiles) {
            accepted.addAll(VerificationKeys.read(file));
        }
        Optional<SigningKey> signing = Optional.empty();
        if (signingKeyFile.isPresent()) {
            PublicKey publicHalf = VerificationKeys.read(signingKeyFile.get()).getFirst();
            signing = Optional.of(new SigningKey(VerificationKeys.readPrivate(signingKeyFile.get()), publicHalf));
            if (keyFiles.isEmpty()) {
                accepted.add(publicHalf);
            }
        }
        return new ServiceAccountTokens(List.copyOf(issuers),
                List.copyOf(apiAudiences.isEmpty() ? issuers : apiAudiences), new JsonWebKeys(accepted), signing,
                clock, Policy.DEFAULT);
    }

    public ServiceAccountTokens withPolicy(Policy newPolicy) {
        return new ServiceAccountTokens(issuers, apiAudiences, keys, signingKey, clock, newPolicy);
    }

    public Policy policy() {
        return policy;
    }

    /** Whether {@link #issue} can be called: there is a signing key and an issuer. */
    public boolean canIssue() {
        return signingKey.isPresent() && !issuers.isEmpty();
    }

    public List<String> issuers() {
        return issuers;
    }

    public List<String> apiAudiences() {
        return apiAudiences;
    }

    /** A JWK set, as {@code /openid/v1/jwks} shows it. */
    public ObjectNode keySet() {
        return keys.keySet();
    }

    public List<String> algorithms() {
        return keys.algorithms();
    }

    boolean verifies(String token) {
        return keys.verifies(token);
    }

    Instant now() {
        return clock.now();
    }

    /**
     * A signed token for a service account.
     *
     * @param node      the node that the bound pod runs on, if any: a further claim that nothing is checked against but its existence
     * @param warnAfter seconds after which use of the token is old-fashioned, for tokens that live longer than asked for
     */
    public Issued issue(String namespace, String name, String uid, List<String> audiences, long seconds,
            Optional<Bound> bound, Optional<Bound> node, Optional<Long> warnAfter) {
        SigningKey signing = signingKey.orElseThrow(() -> new IllegalStateException("there is no signing key"));
        long now = clock.now().getEpochSecond();
        ObjectNode claims = Json.object();
        ArrayNode audience = claims.putArray("aud");
        audiences.forEach(audience::add);
        claims.put("exp", now + seconds).put("iat", now).put("iss", issuers.getFirst());
        String id = UUID.randomUUID().toString();
        claims.put("jti", id);
        ObjectNode own = claims.putObject("kubernetes.io").put("namespace", namespace);
        node.ifPresent(n -> own.set("node", reference(n.name, n.uid)));
        bound.ifPresent(b -> own.set(b.kind.toLowerCase(java.util.Locale.ROOT), reference(b.name, b.uid)));
        own.set("serviceaccount", reference(name, uid));
        warnAfter.ifPresent(after -> own.put("warnafter", now + after));
        claims.put("nbf", now).put("sub", userName(namespace, name));
        return new Issued(JsonWebKeys.sign(claims, signing.key, signing.publicHalf),
                Instant.ofEpochSecond(now + seconds), id);
    }

    /** A token, when it ends, and the id it carries. */
    public record Issued(String token, Instant expires, String id) {
        @Override
        public String toString() {
            return "Issued[" + id + "]";
        }
    }

    public static String userName(String namespace, String name) {
        return "system:serviceaccount:" + namespace + ":" + name;
    }

    /** The groups of every service account of a namespace. */
    public static List<String> groups(String namespace) {
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    private static ObjectNode reference(String name, String uid) {
        return Json.object().put("name", name).put("uid", uid);
    }
}
