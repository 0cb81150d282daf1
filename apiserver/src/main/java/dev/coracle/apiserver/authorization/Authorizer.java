package dev.coracle.apiserver.authorization;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;

/** Says whether a user may do what a request asks. Safe for use by any number of threads. */
@FunctionalInterface
public interface Authorizer {

    Decision authorize(UserInfo user, RequestInfo request);

    /** All that a user may do in a namespace, as far as this authorizer can say it. */
    default Rules rules(UserInfo user, String namespace) {
        return Rules.NONE;
    }

    /**
     * @param reason for the client, may be empty
     * @param error  what went wrong while it was decided, or empty
     */
    record Decision(Verdict verdict, String reason, String error) {
        public static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");

        public Decision(Verdict verdict, String reason) {
            this(verdict, reason, "");
        }
    }

    /** A chain asks its authorizers in order until one does not answer NO_OPINION; if all do, the answer is no. */
    enum Verdict {
        ALLOW, DENY, NO_OPINION
    }

    /**
     * @param incomplete whether there may be more
     * @param errors     why it can't be said
     */
    record Rules(List<PolicyRule> rules, boolean incomplete, List<String> errors) {
        public static final Rules NONE = new Rules(List.of(), false, List.of());

        public Rules {
            rules = List.copyOf(rules);
            errors = List.copyOf(errors);
        }

        /** Of one who can't list what it allows. */
        public static Rules unknown(String why) {
            return new Rules(List.of(), true, List.of(why));
        }
    }
}
