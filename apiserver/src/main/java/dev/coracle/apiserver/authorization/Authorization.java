package dev.coracle.apiserver.authorization;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.Notes;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The station that says who may do what: members of {@code system:masters} everything, others what the authorizers of
 * {@code --authorization-mode} say, in their order. Safe for use by any number of threads.
 */
public final class Authorization implements Authorizer {

    private static final String MASTERS = "system:masters";

    private volatile List<Authorizer> chain;

    public Authorization(List<Authorizer> chain) {
        this.chain = List.copyOf(chain);
    }

    /** Takes other authorizers, for all requests from now on. */
    public void replace(List<Authorizer> newChain) {
        chain = List.copyOf(newChain);
    }

    /** The answer of the first that has one; its reason, or all that was said by those without an opinion. */
    @Override
    public Decision authorize(UserInfo user, RequestInfo request) {
        if (user.groups().contains(MASTERS)) {
            return new Decision(Verdict.ALLOW, "");
        }
        List<String> reasons = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (Authorizer authorizer : chain) {
            Decision decision = authorizer.authorize(user, request);
            if (decision.verdict() != Verdict.NO_OPINION) {
                return decision;
            }
            add(reasons, decision.reason());
            add(errors, decision.error());
        }
        return new Decision(Verdict.NO_OPINION, String.join("\n", reasons), shown(errors));
    }

    private static void add(List<String> texts, String text) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
    }

    private static String shown(List<String> errors) {
        return errors.size() < 2 ? String.join("", errors) : "[" + String.join(", ", errors) + "]";
    }

    @Override
    public Rules rules(UserInfo user, String namespace) {
        List<PolicyRule> rules = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        boolean incomplete = false;
        for (Authorizer authorizer : chain) {
            Rules known = authorizer.rules(user, namespace);
            rules.addAll(known.rules());
            incomplete |= known.incomplete();
            errors.addAll(known.errors());
        }
        return new Rules(rules, incomplete, errors);
    }

    /** The check of a request as it came in, which its notes tell of. @throws StatusException as {@link #check(UserInfo, RequestInfo)} */
    public void check(RequestContext context) {
        Decision decision = authorize(context.user(), context.info());
        Notes notes = context.notes();
        if (notes.kept()) {
            boolean allowed = decision.verdict() == Verdict.ALLOW;
            boolean failed = !allowed && !decision.error().isEmpty();
            if (!failed) {
                notes.add("authorization.k8s.io/decision", allowed ? "allow" : "forbid");
            }
            notes.add("authorization.k8s.io/reason", failed ? "internal error" : decision.reason());
        }
        enforce(context.user(), context.info(), decision);
    }

    /** @throws StatusException (403) unless the user may do it; (500) if that can't be found out */
    public void check(UserInfo user, RequestInfo request) {
        enforce(user, request, authorize(user, request));
    }

    private static void enforce(UserInfo user, RequestInfo request, Decision decision) {
        if (decision.verdict() != Verdict.ALLOW && !decision.error().isEmpty()) {
            throw StatusException.internal(decision.error());
        }
        if (decision.verdict() != Verdict.ALLOW) {
            throw forbidden(user, request, decision.reason());
        }
    }

    public boolean allows(UserInfo user, RequestInfo request) {
        return authorize(user, request).verdict() == Verdict.ALLOW;
    }

    /** The answer to one who may not. */
    public static StatusException forbidden(UserInfo user, RequestInfo request, String reason) {
        String why = message(user, request) + (reason.isEmpty() ? "" : ": " + reason);
        if (!request.resourceRequest()) {
            return new StatusException(new Status(Reason.FORBIDDEN.code(), Reason.FORBIDDEN.word(), "forbidden: " + why,
                    StatusDetails.NONE));
        }
        return StatusException.forbidden(request.groupResource(), request.name(), why);
    }

    private static String message(UserInfo user, RequestInfo request) {
        String who = "User " + FieldErrors.quoted(user.name()) + " cannot " + request.verb();
        if (!request.resourceRequest()) {
            return who + " path " + FieldErrors.quoted(request.path());
        }
        String resource = request.subresource().isEmpty()
                ? request.resource()
                : request.resource() + "/" + request.subresource();
        String scope = request.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace " + FieldErrors.quoted(request.namespace());
        return who + " resource " + FieldErrors.quoted(resource) + " in API group "
                + FieldErrors.quoted(request.group()) + scope;
    }
}
