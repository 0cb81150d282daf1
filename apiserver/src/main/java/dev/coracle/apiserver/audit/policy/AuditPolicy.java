package dev.coracle.apiserver.audit.policy;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules in order; the first that is about a request decides, and one that none is about is not logged. Immutable. Source: audit.k8s.io/v1 Policy. */
public final class AuditPolicy {

    private final List<Rule> rules;
    private final Decision otherwise;

    AuditPolicy(List<Rule> rules, Set<Stage> omitted, boolean omitManagedFields) {
        this.rules = List.copyOf(rules);
        this.otherwise = new Decision(Level.NONE, omitted, omitManagedFields);
    }

    /** @param user empty for one who wasn't let in */
    public Decision decide(Optional<UserInfo> user, RequestInfo request) {
        for (Rule rule : rules) {
            if (rule.matches(user, request)) {
                return rule.decision();
            }
        }
        return otherwise;
    }
}
