package dev.coracle.apiserver.authorization;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;

/** Says whether a user may do what a request asks. Safe for use by any number of threads. */
@FunctionalInterface
public interface Authorizer {

    Decision authorize(UserInfo user, RequestInfo request);

    /** @param reason for the client, may be empty */
    record Decision(Verdict verdict, String reason) {
        public static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");
    }

    /** A chain asks its authorizers in order until one does not answer NO_OPINION; if all do, the answer is no. */
    enum Verdict {
        ALLOW, DENY, NO_OPINION
    }
}
