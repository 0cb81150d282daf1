package dev.coracle.apiserver.authentication.token;

import dev.coracle.apiserver.request.UserInfo;
import java.util.List;

/** One way to tell whose a bearer token is. Safe for use by any number of threads. */
@FunctionalInterface
public interface TokenAuthenticator {

    /** @param audiences whom the token must be meant for (one of them suffices); empty for the API server itself */
    Result authenticate(String token, List<String> audiences);

    /** What one authenticator says of a token; the first that does not pass decides. */
    sealed interface Result {
        /** The token is not of this kind. */
        record Pass() implements Result {}

        /** @param audiences those asked for that the token is meant for */
        record Accepted(UserInfo user, List<String> audiences) implements Result {
            public Accepted {
                audiences = List.copyOf(audiences);
            }
        }

        /** @param why for the log, and for the one who asks in a TokenReview; never holds the token */
        record Rejected(String why) implements Result {}
    }
}
