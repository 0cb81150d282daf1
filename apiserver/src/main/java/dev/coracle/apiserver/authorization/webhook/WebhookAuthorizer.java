package dev.coracle.apiserver.authorization.webhook;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.AccessExpression;
import dev.coracle.apiserver.access.ResultCache;
import dev.coracle.apiserver.access.ReviewWebhook;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a webhook, unless a match condition says that it is not concerned; answers hold for a while. Safe for use by any number of threads. Source:
 * authorization.k8s.io SubjectAccessReview.
 */
public final class WebhookAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookAuthorizer.class);
    private static final int MAX_REMEMBERED = 8192;
    /** Of what a client may choose freely; longer questions are not worth keeping. */
    private static final int MAX_KEPT = 10_000;

    private final String name;
    private final WebhookSettings settings;
    private final ReviewWebhook webhook;
    private final ResultCache<ObjectNode, Decision> answers;

    private WebhookAuthorizer(String name, WebhookSettings settings, ReviewWebhook webhook, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.webhook = webhook;
        this.answers = new ResultCache<>(MAX_REMEMBERED, clock);
    }

    /** @throws IOException naming the kubeconfig that can't be used */
    public static WebhookAuthorizer of(String name, WebhookSettings settings, Clock clock) throws IOException {
        return new WebhookAuthorizer(name, settings,
                ReviewWebhook.load(settings.kubeconfig(), settings.timeout(), clock), clock);
    }

    @Override
    public Decision authorize(UserInfo user, RequestInfo request) {
        ObjectNode spec = AccessQuestion.forConditions(user, request);
        try {
            if (!isConcerned(spec)) {
                return Decision.NO_OPINION;
            }
        } catch (AccessExpression.Failure e) {
            return failed(String.valueOf(e.getMessage()));
        }
        Optional<Decision> known = answers.get(spec);
        return known.orElseGet(() -> asked(spec, request));
    }

    /** A condition that doesn't hold decides, whatever fails. */
    private boolean isConcerned(ObjectNode spec) throws AccessExpression.Failure {
        if (settings.conditions().isEmpty()) {
            return true;
        }
        Map<String, Object> variables = Map.of("request", AccessExpression.value(spec));
        Optional<AccessExpression.Failure> failure = Optional.empty();
        for (AccessExpression condition : settings.conditions()) {
            try {
                if (!Boolean.TRUE.equals(condition.evaluate(variables))) {
                    return false;
                }
            } catch (AccessExpression.Failure e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return true;
    }

    private Decision asked(ObjectNode spec, RequestInfo request) {
        ObjectNode status;
        try {
            status = ReviewWebhook.status(webhook.ask(AccessQuestion.review(spec, settings.version())))
                    .orElseGet(Json::object);
        } catch (IOException e) {
            LOG.error("the authorization webhook {} can't be asked: {}", name, String.valueOf(e.getMessage()));
            return failed(String.valueOf(e.getMessage()));
        }
        Decision decision = decision(status);
        int chosen = request.namespace().length() + request.verb().length() + request.group().length()
                + request.version().length() + request.resource().length() + request.subresource().length()
                + request.name().length() + request.path().length();
        if (chosen < MAX_KEPT) {
            answers.put(spec, decision, decision.verdict() == Verdict.ALLOW
                    ? settings.authorizedLife()
                    : settings.unauthorizedLife());
        }
        return decision;
    }

    private static Decision decision(ObjectNode status) {
        String reason = Trees.string(status, "reason");
        boolean allowed = Trees.bool(status, "allowed");
        if (Trees.bool(status, "denied")) {
            return allowed
                    ? new Decision(Verdict.DENY, reason,
                            "webhook subject access review returned both allow and deny response")
                    : new Decision(Verdict.DENY, reason);
        }
        return new Decision(allowed ? Verdict.ALLOW : Verdict.NO_OPINION, reason);
    }

    private Decision failed(String why) {
        return new Decision(settings.denies() ? Verdict.DENY : Verdict.NO_OPINION, "", why);
    }

    @Override
    public Rules rules(UserInfo user, String namespace) {
        return Rules.unknown("webhook authorizer does not support user rule resolution");
    }
}
