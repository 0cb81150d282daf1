package dev.coracle.apiserver.review;

import dev.coracle.apiserver.authentication.Authentication;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.verb.Extensions;
import dev.coracle.base.clock.Clock;

/** Puts this package's resources into the table that the verbs look into. */
public final class Reviews {

    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    private Reviews() {}

    public static Extensions addTo(Extensions table, Authentication authentication, Authorization authorization,
            ServiceAccountTokens tokens, Objects objects, Clock clock) {
        AccessReviews access = new AccessReviews(authorization);
        return table.with(AUTHENTICATION, "tokenreviews", new TokenReviews(authentication, tokens))
                .with(AUTHENTICATION, "selfsubjectreviews", new SelfSubjectReviews(clock))
                .with(AUTHORIZATION, "subjectaccessreviews", access::subject)
                .with(AUTHORIZATION, "localsubjectaccessreviews", access::local)
                .with(AUTHORIZATION, "selfsubjectaccessreviews", access::self)
                .with(AUTHORIZATION, "selfsubjectrulesreviews", new RulesReviews(authorization))
                .with("", "serviceaccounts", "token", new TokenRequests(tokens, objects, clock));
    }
}
