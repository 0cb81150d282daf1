package dev.coracle.apiserver.authentication.token;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.ResultCache;
import dev.coracle.apiserver.access.ReviewWebhook;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a webhook whose a token is ({@code --authentication-token-webhook-config-file}); its answers hold for a while. What can't be asked is
 * refused and asked again the next time. Tokens are remembered by their hash. Safe for use by any number of threads. Source:
 * authentication.k8s.io/v1 TokenReview.
 */
public final class WebhookTokenAuthenticator implements TokenAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookTokenAuthenticator.class);
    private static final int MAX_REMEMBERED = 4096;

    private final ReviewWebhook webhook;
    private final String version;
    private final List<String> apiAudiences;
    private final Duration life;
    private final ResultCache<String, Result> answers;

    /**
     * @param version      of the review: v1 or v1beta1
     * @param apiAudiences who the API server is, for webhooks that know nothing of audiences
     * @param life         how long an answer holds
     */
    public WebhookTokenAuthenticator(ReviewWebhook webhook, String version, List<String> apiAudiences, Duration life,
            Clock clock) {
        this.webhook = webhook;
        this.version = version;
        this.apiAudiences = List.copyOf(apiAudiences);
        this.life = life;
        this.answers = new ResultCache<>(MAX_REMEMBERED, clock);
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        List<String> wanted = audiences.isEmpty() ? apiAudiences : audiences;
        String key = TokenFileAuthenticator.hash(token + "\0" + String.join("\0", wanted));
        Optional<Result> known = answers.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Result result = asked(token, wanted);
            answers.put(key, result, life);
            return result;
        } catch (IOException e) {
            LOG.error("the authentication webhook can't be asked: {}", String.valueOf(e.getMessage()));
            return new Result.Rejected("the authentication webhook can't be asked");
        }
    }

    private Result asked(String token, List<String> wanted) throws IOException {
        ObjectNode review = Json.object().put("apiVersion", "authentication.k8s.io/" + version)
                .put("kind", "TokenReview");
        ObjectNode spec = review.putObject("spec").put("token", token);
        if (!wanted.isEmpty()) {
            wanted.forEach(spec.putArray("audiences")::add);
        }
        ObjectNode status = ReviewWebhook.status(webhook.ask(review)).orElseGet(Json::object);
        if (!Trees.bool(status, "authenticated")) {
            String error = Trees.string(status, "error");
            return error.isEmpty() ? new Result.Pass() : new Result.Rejected(error);
        }
        List<String> said = Trees.strings(status, "audiences");
        List<String> meant = said.isEmpty() ? apiAudiences : said;
        List<String> common = wanted.stream().filter(meant::contains).toList();
        if (common.isEmpty() && !wanted.isEmpty()) {
            return new Result.Pass();
        }
        return new Result.Accepted(user(Trees.object(status, "user").orElseGet(Json::object)), common);
    }

    private static UserInfo user(ObjectNode tree) {
        Map<String, List<String>> extra = new TreeMap<>();
        Trees.object(tree, "extra").ifPresent(all -> all.propertyNames()
                .forEach(key -> extra.put(key, new ArrayList<>(Trees.strings(all, key)))));
        return new UserInfo(Trees.string(tree, "username"), Trees.string(tree, "uid"), Trees.strings(tree, "groups"),
                extra);
    }
}
