package dev.coracle.apiserver.review;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.Authentication;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.VirtualResource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Whose token is this? Source: authentication.k8s.io/v1 TokenReview. */
final class TokenReviews implements VirtualResource {

    private final Authentication authentication;
    private final ServiceAccountTokens tokens;

    TokenReviews(Authentication authentication, ServiceAccountTokens tokens) {
        this.authentication = authentication;
        this.tokens = tokens;
    }

    @Override
    public ObjectNode create(RequestContext context, ObjectNode body) {
        String token = Trees.string(body, "spec", "token");
        if (token.isEmpty()) {
            throw StatusException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> asked = Trees.strings(body, "spec", "audiences");
        List<String> audiences = asked.isEmpty() ? tokens.apiAudiences() : asked;
        ObjectNode status = body.putObject("status");
        switch (authentication.review(token, audiences)) {
            case TokenAuthenticator.Result.Accepted accepted -> {
                status.put("authenticated", true).set("user", Users.toTree(accepted.user()));
                if (!accepted.audiences().isEmpty()) {
                    accepted.audiences().forEach(status.putArray("audiences")::add);
                }
            }
            case TokenAuthenticator.Result.Pass() -> {
                status.put("error", "invalid bearer token");
                status.putObject("user");
            }
            case TokenAuthenticator.Result.Rejected(String why) -> {
                status.put("error", "[invalid bearer token, " + why + "]");
                status.putObject("user");
            }
        }
        return body;
    }
}
