package dev.coracle.apiserver.authentication.token;

import java.util.List;

/**
 * Tokens that say nothing of audiences are for the API server: somebody who asks on behalf of others (TokenReview) is told so. Without this, a
 * service that checks its audience would take a token that was never meant for it.
 *
 * @param apiAudiences who the API server is
 */
public record ApiServerOnly(TokenAuthenticator tokens, List<String> apiAudiences) implements TokenAuthenticator {

    public ApiServerOnly {
        apiAudiences = List.copyOf(apiAudiences);
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        if (audiences.isEmpty()) {
            return tokens.authenticate(token, apiAudiences);
        }
        List<String> common = apiAudiences.stream().filter(audiences::contains).toList();
        return common.isEmpty() ? new Result.Pass() : tokens.authenticate(token, common);
    }
}
