package dev.coracle.apiserver.verb.read;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import java.util.List;

/** The parameters by which lists and watches say which version they want. Source: API concepts, "Semantics for get, list and watch". */
record Versioning(String resourceVersion, String match, boolean watch, boolean sendInitialEvents,
        String continueToken) {

    private static final List<String> MATCHES = List.of("Exact", "NotOlderThan", "");
    private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");

    /** @throws StatusException (422) for a combination that means nothing */
    static Versioning of(HttpRequest request, boolean watch) {
        Versioning versioning = new Versioning(request.parameter("resourceVersion").orElse(""),
                request.parameter("resourceVersionMatch").orElse(""), watch, request.flag("sendInitialEvents"),
                request.parameter("continue").orElse(""));
        boolean says = request.parameter("sendInitialEvents").isPresent();
        FieldErrors errors = new FieldErrors();
        if (watch) {
            versioning.checkWatch(says, errors);
        } else {
            versioning.checkList(says, errors);
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("meta.k8s.io", "ListOptions"), "", errors);
        }
        return versioning;
    }

    private void checkWatch(boolean saysInitial, FieldErrors errors) {
        if (saysInitial && !match.equals("NotOlderThan")) {
            errors.forbidden(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!saysInitial && !match.isEmpty()) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (!match.isEmpty() && !match.equals("NotOlderThan")) {
            errors.notSupported(MATCH, match, List.of("NotOlderThan"));
        }
        if (!continueToken.isEmpty() && saysInitial) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided");
        }
    }

    private void checkList(boolean saysInitial, FieldErrors errors) {
        if (saysInitial) {
            errors.forbidden(FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        }
        if (match.isEmpty()) {
            return;
        }
        if (resourceVersion.isEmpty()) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!continueToken.isEmpty()) {
            errors.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided");
        }
        if (!MATCHES.contains(match)) {
            errors.notSupported(MATCH, match, MATCHES);
        }
        if (match.equals("Exact") && resourceVersion.equals("0")) {
            errors.forbidden(MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    /** The number of a resourceVersion; 0 for none. @throws StatusException (400) if it is none */
    static long parse(String version) {
        if (version.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(version) < 0 ? Long.MAX_VALUE : Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest("invalid resource version: resourceVersion: Invalid value: "
                    + FieldErrors.quoted(version) + ": strconv.ParseUint: parsing " + FieldErrors.quoted(version)
                    + ": invalid syntax");
        }
    }

    long number() {
        return parse(resourceVersion);
    }

    boolean exact() {
        return match.equals("Exact");
    }
}
