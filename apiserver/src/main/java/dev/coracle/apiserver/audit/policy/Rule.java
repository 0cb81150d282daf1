package dev.coracle.apiserver.audit.policy;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a policy: whom and what it is about, where an empty list stands for everything, and what becomes of it. Source: audit.k8s.io/v1 PolicyRule.
 *
 * @param paths of requests that are not about resources; one that ends in {@code *} stands for all that begin so
 */
record Rule(List<String> users, List<String> groups, List<String> verbs, List<String> namespaces,
        List<Target> targets, List<String> paths, Decision decision) {

    /** @param user empty for one who wasn't let in */
    boolean matches(Optional<UserInfo> user, RequestInfo request) {
        if (!users.isEmpty() && user.filter(u -> users.contains(u.name())).isEmpty()
                || !groups.isEmpty() && user.filter(u -> u.groups().stream().anyMatch(groups::contains)).isEmpty()
                || !verbs.isEmpty() && !verbs.contains(request.verb())) {
            return false;
        }
        if (!namespaces.isEmpty() || !targets.isEmpty()) {
            return request.resourceRequest() && (namespaces.isEmpty() || namespaces.contains(request.namespace()))
                    && (targets.isEmpty() || targets.stream().anyMatch(target -> target.matches(request)));
        }
        return paths.isEmpty()
                || !request.resourceRequest() && paths.stream().anyMatch(path -> covers(path, request.path()));
    }

    private static boolean covers(String wanted, String path) {
        return wanted.equals(path)
                || wanted.endsWith("*") && path.startsWith(wanted.substring(0, wanted.length() - 1));
    }
}
