package dev.coracle.apiserver.authentication;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.UserInfo;

/** One way to tell who speaks. Must not block longer than its own timeout; safe for use by any number of threads. */
@FunctionalInterface
public interface Authenticator {

    Outcome authenticate(HttpRequest request);

    /** What one authenticator says; the first that does not pass decides. */
    sealed interface Outcome {
        /** The request carries nothing for this authenticator. */
        record Pass() implements Outcome {}

        record Authenticated(UserInfo user) implements Outcome {}

        /** The request carries a credential that is wrong; {@code why} is for the log, never for the client. */
        record Rejected(String why) implements Outcome {}
    }
}
