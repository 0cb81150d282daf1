package dev.coracle.apiserver.authentication.token;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Tokens with which new nodes join ({@code ID.SECRET}), kept as secrets {@code bootstrap-token-ID} of kube-system. */
public final class BootstrapTokenAuthenticator implements TokenAuthenticator {

    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern GROUP = Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
    private static final String DEFAULT_GROUP = "system:bootstrappers";

    private final Supplier<Objects> objects;
    private final Clock clock;

    public BootstrapTokenAuthenticator(Supplier<Objects> objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            return new Result.Pass();
        }
        String id = matcher.group(1);
        Optional<ObjectNode> secret = objects.get().get(new GroupResource("", "secrets"), "kube-system",
                "bootstrap-token-" + id);
        if (secret.isEmpty() || !isGood(secret.get(), id, matcher.group(2))) {
            return new Result.Rejected("bootstrap token " + id + " is unknown, expired or not for signing in");
        }
        List<String> groups = new ArrayList<>(List.of(DEFAULT_GROUP));
        for (String group : data(secret.get(), "auth-extra-groups").split(",", -1)) {
            if (GROUP.matcher(group).matches()) {
                groups.add(group);
            }
        }
        return new Result.Accepted(new UserInfo("system:bootstrap:" + id, "", groups, Map.of()), audiences);
    }

    private boolean isGood(ObjectNode secret, String id, String given) {
        return Trees.string(secret, "type").equals("bootstrap.kubernetes.io/token") && !Meta.isDeleting(secret)
                && data(secret, "token-id").equals(id)
                && MessageDigest.isEqual(data(secret, "token-secret").getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8))
                && !hasExpired(data(secret, "expiration"))
                && data(secret, "usage-bootstrap-authentication").equals("true");
    }

    private boolean hasExpired(String expiration) {
        try {
            return !expiration.isEmpty() && Instant.parse(expiration).isBefore(clock.now());
        } catch (DateTimeException malformed) {
            return true;
        }
    }

    private static String data(ObjectNode secret, String key) {
        try {
            return new String(Base64.getDecoder().decode(Trees.string(secret, "data", key)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
