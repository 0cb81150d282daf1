package dev.coracle.apiserver.authentication.token;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.UserInfo;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import dev.coracle.api.status.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Service account tokens: the signature, the issuer, the times and audiences, and that the account and what the token is bound to still
 * exist with the same uid. Also the older kind that lies in a secret and doesn't end. What is deleted counts as gone a minute after its
 * deletion timestamp. Source: KEP-1205, KEP-4193.
 */
public final class ServiceAccountAuthenticator implements TokenAuthenticator {

    private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
    private static final String LEGACY = "kubernetes.io/serviceaccount/";
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
    private static final Counter VALID_TOKENS = Metrics.counter("serviceaccount_valid_tokens_total",
            "[ALPHA] Tokens of service accounts that were accepted and have an end.");
    private static final Counter LEGACY_TOKENS = Metrics.counter("serviceaccount_legacy_tokens_total",
            "[ALPHA] Tokens of service accounts that were accepted and have no end.");
    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final Logger LOG = LoggerFactory.getLogger(ServiceAccountAuthenticator.class);
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final String EXTRA = "authentication.kubernetes.io/";

    private final ServiceAccountTokens tokens;
    private final Supplier<Objects> objects;

    /** @param objects asked at the first token: the server's objects come after its authenticators */
    public ServiceAccountAuthenticator(ServiceAccountTokens tokens, Supplier<Objects> objects) {
        this.tokens = tokens;
        this.objects = objects;
    }

    /** Why a token is refused. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why, null, false, false);
        }
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        Optional<ObjectNode> claims = JsonWebKeys.claims(token);
        if (claims.isEmpty()) {
            return new Result.Pass();
        }
        String issuer = Trees.string(claims.get(), "iss");
        boolean legacy = issuer.equals(LEGACY_ISSUER);
        if (!legacy && !tokens.issuers().contains(issuer)) {
            return new Result.Pass();
        }
        if (!tokens.verifies(token)) {
            return new Result.Rejected("the service account token has no valid signature");
        }
        try {
            Result result = legacy ? legacy(token, claims.get(), audiences) : current(claims.get(), audiences);
            (legacy ? LEGACY_TOKENS : VALID_TOKENS).inc();
            return result;
        } catch (Refusal refusal) {
            return new Result.Rejected(refusal.getMessage() == null ? "" : refusal.getMessage());
        }
    }

    private Result current(ObjectNode claims, List<String> audiences) throws Refusal {
        long now = tokens.now().getEpochSecond();
        if (Trees.integer(claims, "exp").orElse(0L) < now) {
            throw new Refusal("service account token has expired");
        }
        if (Trees.integer(claims, "nbf").orElse(0L) > now + LEEWAY.toSeconds()) {
            throw new Refusal("service account token is not valid yet");
        }
        List<String> wanted = audiences.isEmpty() ? tokens.apiAudiences() : audiences;
        List<String> meant = audience(claims);
        List<String> common = wanted.stream().filter(meant::contains).toList();
        if (common.isEmpty()) {
            throw new Refusal("token audiences " + meant + " is invalid for the target audiences " + wanted);
        }
        String namespace = Trees.string(claims, "kubernetes.io", "namespace");
        String name = Trees.string(claims, "kubernetes.io", "serviceaccount", "name");
        String uid = Trees.string(claims, "kubernetes.io", "serviceaccount", "uid");
        if (!Trees.string(claims, "sub").equals(ServiceAccountTokens.userName(namespace, name))) {
            throw new Refusal("subject and service account of the token differ");
        }
        check("serviceaccounts", namespace, name, uid);
        Map<String, List<String>> extra = new TreeMap<>();
        bound(claims, "secret", "secrets", namespace);
        bound(claims, "pod", "pods", namespace).ifPresent(pod -> extra(extra, "pod", pod));
        ObjectNode own = Trees.object(claims, "kubernetes.io").orElse(claims);
        if (own.has("pod")) {
            Trees.object(own, "node").ifPresent(node -> extra(extra, "node", node));
        } else {
            bound(claims, "node", "nodes", "").ifPresent(node -> extra(extra, "node", node));
        }
        String id = Trees.string(claims, "jti");
        if (!id.isEmpty()) {
            extra.put(EXTRA + "credential-id", List.of("JTI=" + id));
        }
        return new Result.Accepted(user(namespace, name, uid, extra), common);
    }

    private Result legacy(String token, ObjectNode claims, List<String> audiences) throws Refusal {
        String namespace = Trees.string(claims, LEGACY + "namespace");
        String name = Trees.string(claims, LEGACY + "service-account.name");
        String uid = Trees.string(claims, LEGACY + "service-account.uid");
        String secretName = Trees.string(claims, LEGACY + "secret.name");
        if (!Trees.string(claims, "sub").equals(ServiceAccountTokens.userName(namespace, name))) {
            throw new Refusal("subject and service account of the token differ");
        }
        if (tokens.policy().lookup()) {
            lookup(token, namespace, secretName);
            check("serviceaccounts", namespace, name, uid);
        }
        List<String> wanted = audiences.isEmpty() ? tokens.apiAudiences() : audiences;
        List<String> common = wanted.stream().filter(tokens.apiAudiences()::contains).toList();
        if (common.isEmpty()) {
            throw new Refusal("the token is meant for the API server only");
        }
        return new Result.Accepted(user(namespace, name, uid, Map.of()), common);
    }

    /** The token must lie in its secret; that it was used today is written there, so that the cleaner leaves it alone. */
    private void lookup(String token, String namespace, String name) throws Refusal {
        ObjectNode secret = objects.get().get(SECRETS, namespace, name).filter(s -> !isGone(s))
                .orElseThrow(() -> new Refusal("Token has been invalidated"));
        byte[] kept = decoded(Trees.string(secret, "data", "token"));
        if (!MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8))) {
            throw new Refusal("Token does not match server's copy");
        }
        Map<String, String> labels = Meta.labels(secret);
        if (!labels.getOrDefault(INVALID_SINCE, "").isEmpty()) {
            throw new Refusal("the token in secret " + namespace + "/" + name
                    + " has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based "
                    + "tokens, or remove the 'kubernetes.io/legacy-token-invalid-since' label from the secret to "
                    + "temporarily allow use of this token");
        }
        String today = LocalDate.ofInstant(tokens.now(), ZoneOffset.UTC).toString();
        if (!today.equals(labels.get(LAST_USED))) {
            try {
                objects.get().update(objects.get().ownContext(), SECRETS, namespace, name, now -> {
                    Trees.ensureObject(now, "metadata", "labels").put(LAST_USED, today);
                    return now;
                });
            } catch (StatusException e) {
                LOG.warn("that the token in secret {}/{} is used can't be written down: {}", namespace, name,
                        e.getMessage());
            }
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private Optional<ObjectNode> bound(ObjectNode claims, String claim, String resource, String namespace)
            throws Refusal {
        Optional<ObjectNode> reference = Trees.object(claims, "kubernetes.io", claim);
        if (reference.isPresent()) {
            check(resource, namespace, Trees.string(reference.get(), "name"), Trees.string(reference.get(), "uid"));
        }
        return reference;
    }

    private void check(String resource, String namespace, String name, String uid) throws Refusal {
        Optional<ObjectNode> found = objects.get().get(new GroupResource("", resource), namespace, name);
        if (found.isEmpty() || isGone(found.get())) {
            throw new Refusal(resource + " \"" + name + "\" not found");
        }
        if (!Meta.uid(found.get()).equals(uid)) {
            throw new Refusal(resource + " UID (" + Meta.uid(found.get()) + ") does not match claim (" + uid + ")");
        }
    }

    private boolean isGone(ObjectNode object) {
        String deleted = Trees.string(object, "metadata", "deletionTimestamp");
        try {
            return !deleted.isEmpty() && Instant.parse(deleted).plus(LEEWAY).isBefore(tokens.now());
        } catch (DateTimeException malformed) {
            return true;
        }
    }

    private static void extra(Map<String, List<String>> extra, String what, ObjectNode reference) {
        extra.put(EXTRA + what + "-name", List.of(Trees.string(reference, "name")));
        extra.put(EXTRA + what + "-uid", List.of(Trees.string(reference, "uid")));
    }

    private static UserInfo user(String namespace, String name, String uid, Map<String, List<String>> extra) {
        return new UserInfo(ServiceAccountTokens.userName(namespace, name), uid,
                ServiceAccountTokens.groups(namespace), extra);
    }

    /** The claim is a string or a list of them (RFC 7519). */
    private static List<String> audience(ObjectNode claims) {
        JsonNode audience = claims.get("aud");
        if (audience == null) {
            return List.of();
        }
        return audience.isString() ? List.of(audience.stringValue()) : new ArrayList<>(Trees.strings(claims, "aud"));
    }
}
