package dev.coracle.apiserver.authorization;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The station where a user who may becomes another ({@code kubectl --as}), by the headers Impersonate-User, -Group, -Uid and
 * -Extra-…; each needs the verb {@code impersonate} on what it names. Safe for use by any number of threads.
 */
public final class Impersonation {

    private static final String EXTRA = "impersonate-extra-";
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    private final Authorization authorization;

    public Impersonation(Authorization authorization) {
        this.authorization = authorization;
    }

    /** @throws StatusException (403) unless the user may; (500, as upstream) for groups or extras without a user */
    public RequestContext apply(RequestContext context) {
        HttpRequest request = context.request();
        String name = request.header("impersonate-user").orElse("");
        String uid = request.header("impersonate-uid").orElse("");
        List<String> groups = request.headers("impersonate-group");
        Map<String, List<String>> extra = extra(request);
        if (name.isEmpty()) {
            if (uid.isEmpty() && groups.isEmpty() && extra.isEmpty()) {
                return context;
            }
            throw StatusException.internal("requested groups, uid or extra without impersonating a user");
        }
        UserInfo user = context.user();
        List<String> accountGroups = List.of();
        String[] account = name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        if (account.length == 2 && !account[0].isEmpty() && !account[1].isEmpty()) {
            check(user, "", account[0], "serviceaccounts", "", account[1]);
            accountGroups = List.of("system:serviceaccounts", "system:serviceaccounts:" + account[0]);
        } else {
            check(user, "", "", "users", "", name);
        }
        groups.forEach(group -> check(user, "", "", "groups", "", group));
        extra.forEach((key, values) -> values
                .forEach(value -> check(user, "authentication.k8s.io", "", "userextras", key, value)));
        if (!uid.isEmpty()) {
            check(user, "authentication.k8s.io", "", "uids", "", uid);
        }
        return context.withUser(new UserInfo(name, uid, withDefaults(name, groups.isEmpty() ? accountGroups : groups),
                extra));
    }

    private static List<String> withDefaults(String name, List<String> groups) {
        List<String> all = new ArrayList<>(groups);
        if (!all.contains(AUTHENTICATED) && !all.contains(UNAUTHENTICATED)) {
            all.add(name.equals(UserInfo.ANONYMOUS.name()) ? UNAUTHENTICATED : AUTHENTICATED);
        }
        return all;
    }

    private void check(UserInfo user, String group, String namespace, String resource, String subresource,
            String name) {
        authorization.check(user, new RequestInfo(true, "impersonate", "", group, group.isEmpty() ? "" : "v1",
                namespace, resource, subresource, name, ""));
    }

    private static Map<String, List<String>> extra(HttpRequest request) {
        Map<String, List<String>> extra = new TreeMap<>();
        request.headers().forEach((header, values) -> {
            if (header.startsWith(EXTRA)) {
                extra.put(decoded(header.substring(EXTRA.length())), values);
            }
        });
        return extra;
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return key;
        }
    }
}
