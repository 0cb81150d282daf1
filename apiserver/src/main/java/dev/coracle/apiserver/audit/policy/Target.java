package dev.coracle.apiserver.audit.policy;

import dev.coracle.apiserver.request.RequestInfo;
import java.util.List;

/**
 * Resources of a group that a rule is about. Source: audit.k8s.io/v1 GroupResources.
 *
 * @param group     empty for the core group, {@code *} for all
 * @param resources such as {@code pods}, {@code pods/log}, {@code pods/*}, {@code *}{@code /scale}, {@code *}; empty for all
 * @param names     of objects; empty for all
 */
record Target(String group, List<String> resources, List<String> names) {

    boolean matches(RequestInfo request) {
        if (!group.equals("*") && !group.equals(request.group())) {
            return false;
        }
        return resources.isEmpty() || (names.isEmpty() || names.contains(request.name()))
                && resources.stream().anyMatch(resource -> matches(resource, request));
    }

    private static boolean matches(String wanted, RequestInfo request) {
        String part = request.subresource();
        String whole = part.isEmpty() ? request.resource() : request.resource() + "/" + part;
        return wanted.equals("*") || wanted.equals(whole) || !part.isEmpty() && wanted.equals("*/" + part)
                || wanted.equals(request.resource() + "/*");
    }
}
