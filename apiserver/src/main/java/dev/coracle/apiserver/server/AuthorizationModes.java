package dev.coracle.apiserver.server;

import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
import dev.coracle.apiserver.authorization.NodeAuthorizer;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The authorizers that {@code --authorization-mode} names. */
public final class AuthorizationModes {

    private AuthorizationModes() {}

    /**
     * @param modes AlwaysAllow, AlwaysDeny, Node, RBAC, in order
     * @throws IllegalArgumentException for a mode that is unknown, given twice, or not supported, saying which
     */
    public static Authorization build(List<String> modes, Objects objects, Rbac rbac) {
        List<Authorizer> chain = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String mode : modes) {
            if (!seen.add(mode)) {
                throw new IllegalArgumentException("--authorization-mode has " + mode + " more than once");
            }
            chain.add(authorizer(mode, objects, rbac));
        }
        return new Authorization(chain);
    }

    private static Authorizer authorizer(String mode, Objects objects, Rbac rbac) {
        return switch (mode) {
            case "AlwaysAllow" -> (user, request) -> new Decision(Verdict.ALLOW, "");
            case "AlwaysDeny" -> (user, request) -> new Decision(Verdict.NO_OPINION, "Everything is forbidden.");
            case "Node" -> new NodeAuthorizer(objects);
            case "RBAC" -> rbac;
            case "Webhook", "ABAC" -> throw new IllegalArgumentException(
                    "--authorization-mode=" + mode + " is not supported; use RBAC, Node, AlwaysAllow or AlwaysDeny");
            default -> throw new IllegalArgumentException("--authorization-mode: " + mode
                    + " is not a valid mode; valid are AlwaysAllow, AlwaysDeny, Node, RBAC");
        };
    }
}
