package dev.coracle.apiserver.authorization.abac;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of the file: who may do what. Empty fields match nothing but what is empty as well. Source: abac.authorization.kubernetes.io/v1beta1 Policy.
 *
 * @param user  empty for any
 * @param group empty for any; a policy without both is for nobody
 */
record AbacPolicy(String user, String group, boolean readonly, String apiGroup, String resource, String namespace,
        String nonResourcePath) {

    private static final String VERSION = "abac.authorization.kubernetes.io/v1beta1";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final Set<String> READING = Set.of("get", "list", "watch");

    /** @throws IOException if the line is no policy, saying why */
    static AbacPolicy parse(String line) throws IOException {
        ObjectNode tree;
        try {
            tree = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
        } catch (StatusException | JacksonException e) {
            throw new IOException(e.getMessage(), e);
        }
        boolean known = Trees.string(tree, "apiVersion").equals(VERSION) && Trees.string(tree, "kind").equals("Policy");
        if (!known) {
            throw new IOException("a Policy of apiVersion " + VERSION + " is expected");
        }
        ObjectNode spec = Trees.object(tree, "spec").orElseGet(Json::object);
        String user = Trees.string(spec, "user");
        String group = Trees.string(spec, "group");
        boolean all = user.equals("*") || group.equals("*");
        return new AbacPolicy(all ? "" : user, all ? AUTHENTICATED : group, Trees.bool(spec, "readonly"),
                Trees.string(spec, "apiGroup"), Trees.string(spec, "resource"), Trees.string(spec, "namespace"),
                Trees.string(spec, "nonResourcePath"));
    }

    boolean isAbout(UserInfo who) {
        if (user.isEmpty() && group.isEmpty()) {
            return false;
        }
        return (user.isEmpty() || user.equals(who.name())) && (group.isEmpty() || who.groups().contains(group));
    }

    boolean allows(RequestInfo request) {
        if (readonly && !READING.contains(request.verb())) {
            return false;
        }
        return request.resourceRequest()
                ? matches(namespace, request.namespace()) && matches(resource, request.resource())
                        && matches(apiGroup, request.group())
                : path(request.path());
    }

    private static boolean matches(String pattern, String value) {
        return pattern.equals("*") || pattern.equals(value);
    }

    private boolean path(String path) {
        return nonResourcePath.equals(path)
                || nonResourcePath.endsWith("*") && path.startsWith(nonResourcePath.replaceAll("\\*+$", ""));
    }

    boolean isIn(String wanted) {
        return matches(namespace, wanted);
    }

    List<PolicyRule> rules() {
        List<String> verbs = readonly ? List.of("get", "list", "watch") : List.of("*");
        List<PolicyRule> rules = new java.util.ArrayList<>();
        if (!resource.isEmpty()) {
            rules.add(new PolicyRule(verbs, List.of(apiGroup), List.of(resource), List.of(), List.of()));
        }
        if (!nonResourcePath.isEmpty()) {
            rules.add(new PolicyRule(verbs, List.of(), List.of(), List.of(), List.of(nonResourcePath)));
        }
        return rules;
    }
}
