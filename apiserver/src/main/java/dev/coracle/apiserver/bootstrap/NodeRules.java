package dev.coracle.apiserver.bootstrap;

import dev.coracle.apiserver.authorization.PolicyRule;
import java.util.List;

/** The rules of the default role {@code system:node}. */
public final class NodeRules {

    private NodeRules() {}

    public static List<PolicyRule> get() {
        return DefaultRoles.load().roles().stream()
                .filter(role -> role.namespace().isEmpty() && role.name().equals("system:node"))
                .flatMap(role -> role.rules().stream()).toList();
    }
}
