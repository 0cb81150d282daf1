package dev.coracle.apiserver.authorization;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One way to ask whether a user may act as another. The older way takes the verb {@code impersonate} on all that is named (user, groups, uid,
 * extras), and then everything that the other may do may be done. The constrained ones take {@code impersonate:MODE} on the same, and
 * {@code impersonate-on:MODE:VERB} on what the request is about; nobody gets into {@code system:masters} by them. Immutable. Source: KEP-5284.
 */
final class ImpersonationMode {

    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String NODE = "system:node:";
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String OWN_NODE = "authentication.kubernetes.io/node-name";
    private static final String NODE_KEYS = "authentication.kubernetes.io/associated-node-keys";

    /** From that many groups or extras on, one question about all of them is tried first. */
    private static final int MANY = 4;

    private enum Kind {
        ASSOCIATED_NODE, ARBITRARY_NODE, SERVICEACCOUNT, USER_INFO, LEGACY;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final Authorization authorization;
    private final String verb;

    private ImpersonationMode(Kind kind, Authorization authorization) {
        this.kind = kind;
        this.authorization = authorization;
        this.verb = kind == Kind.LEGACY ? "impersonate" : "impersonate:" + kind.word();
    }

    /** In the order of asking. */
    static List<ImpersonationMode> all(Authorization authorization) {
        List<ImpersonationMode> modes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            modes.add(new ImpersonationMode(kind, authorization));
        }
        return List.copyOf(modes);
    }

    /** Whom the user becomes; empty if this is no question for this mode. @throws StatusException (403) if it says no */
    Optional<UserInfo> check(UserInfo user, RequestInfo request, UserInfo wanted) {
        if (!concerns(user, wanted)) {
            return Optional.empty();
        }
        UserInfo asker = kind == Kind.ASSOCIATED_NODE
                ? new UserInfo(user.name(), user.uid(), user.groups(),
                        Map.of(NODE_KEYS, user.extra().keySet().stream().sorted().toList()))
                : user;
        if (constrained()) {
            authorization.check(asker, request.withVerb("impersonate-on:" + kind.word() + ":" + request.verb()));
        }
        List<String> groups = checkName(asker, wanted);
        if (!wanted.uid().isEmpty()) {
            ask(asker, AUTHENTICATION, "", "uids", "", wanted.uid());
        }
        checkGroups(asker, wanted.groups());
        checkExtra(asker, wanted.extra());
        return Optional.of(new UserInfo(wanted.name(), wanted.uid(), complete(wanted.name(), groups), wanted.extra()));
    }

    /** The verb that a constrained mode asks for; empty for the older way. */
    String constraint() {
        return constrained() ? verb : "";
    }

    private boolean constrained() {
        return kind != Kind.LEGACY;
    }

    private boolean concerns(UserInfo user, UserInfo wanted) {
        boolean nameOnly = wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
        Optional<String> node = node(wanted.name());
        boolean account = account(wanted.name()).isPresent();
        return switch (kind) {
            case ASSOCIATED_NODE -> nameOnly && node.isPresent() && account(user.name()).isPresent()
                    && user.extra().getOrDefault(OWN_NODE, List.of()).equals(List.of(node.get()));
            case ARBITRARY_NODE -> nameOnly && node.isPresent();
            case SERVICEACCOUNT -> nameOnly && account;
            case USER_INFO -> node.isEmpty() && !account;
            case LEGACY -> true;
        };
    }

    private static Optional<String> node(String user) {
        return Optional.of(user).filter(u -> u.startsWith(NODE)).map(u -> u.substring(NODE.length()))
                .filter(name -> Names.dnsSubdomain(name).isEmpty());
    }

    private record Account(String namespace, String name) {}

    private static Optional<Account> account(String user) {
        String[] parts = user.startsWith(ACCOUNT) ? user.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        return parts.length == 2 && Names.dnsLabel(parts[0]).isEmpty() && Names.dnsSubdomain(parts[1]).isEmpty()
                ? Optional.of(new Account(parts[0], parts[1]))
                : Optional.empty();
    }

    private String usersGroup() {
        return constrained() ? AUTHENTICATION : "";
    }

    /** @return the groups that come with the name, or those that are wanted */
    private List<String> checkName(UserInfo asker, UserInfo wanted) {
        Optional<String> node = constrained() ? node(wanted.name()) : Optional.empty();
        if (node.isPresent()) {
            // Whoever may be any node of a class may be each of them.
            ask(asker, AUTHENTICATION, "", "nodes", "", kind == Kind.ASSOCIATED_NODE ? "*" : node.get());
            return List.of("system:nodes");
        }
        Optional<Account> account = account(wanted.name());
        if (account.isEmpty()) {
            ask(asker, usersGroup(), "", "users", "", wanted.name());
            return wanted.groups();
        }
        String namespace = account.get().namespace();
        ask(asker, usersGroup(), namespace, "serviceaccounts", "", account.get().name());
        return wanted.groups().isEmpty()
                ? List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace)
                : wanted.groups();
    }

    private void checkGroups(UserInfo asker, List<String> groups) {
        if (constrained() && groups.contains("")) {
            throw refused(asker, "groups", "", "impersonating the empty string group is not allowed");
        }
        if (constrained() && groups.contains("system:masters")) {
            throw refused(asker, "groups", "system:masters",
                    "impersonating the system:masters group is not allowed");
        }
        if (constrained() && groups.size() >= MANY && may(asker, usersGroup(), "groups", "", "*")) {
            return;
        }
        groups.forEach(group -> ask(asker, usersGroup(), "", "groups", "", group));
    }

    private void checkExtra(UserInfo asker, Map<String, List<String>> extra) {
        if (extra.isEmpty()) {
            return;
        }
        if (constrained()) {
            extraProblem(extra).ifPresent(why -> {
                throw refused(asker, "userextras", "", why);
            });
            int values = extra.values().stream().mapToInt(List::size).sum();
            if ((extra.size() >= MANY || values >= MANY) && may(asker, AUTHENTICATION, "userextras", "*", "*")) {
                return;
            }
        }
        extra.forEach((key, values) -> values
                .forEach(value -> ask(asker, AUTHENTICATION, "", "userextras", key, value)));
    }

    private static Optional<String> extraProblem(Map<String, List<String>> extra) {
        for (Map.Entry<String, List<String>> entry : extra.entrySet()) {
            String key = entry.getKey();
            if (key.isEmpty()) {
                return Optional.of("impersonating the empty string key in extra is not allowed");
            }
            List<String> problems = Names.domainPrefixedPath(key);
            if (!problems.isEmpty()) {
                return Optional.of("impersonating an invalid key in extra is not allowed: " + problems.getFirst());
            }
            if (entry.getValue().contains("")) {
                return Optional.of("impersonating the empty string value in extra is not allowed");
            }
        }
        return Optional.empty();
    }

    private StatusException refused(UserInfo asker, String resource, String name, String why) {
        return Authorization.forbidden(asker, Impersonation.about(verb, usersGroup(), "", resource, "", name), why);
    }

    private void ask(UserInfo asker, String group, String namespace, String resource, String subresource,
            String name) {
        authorization.check(asker, Impersonation.about(verb, group, namespace, resource, subresource, name));
    }

    private boolean may(UserInfo asker, String group, String resource, String subresource, String name) {
        return authorization.allows(asker, Impersonation.about(verb, group, "", resource, subresource, name));
    }

    private static List<String> complete(String name, List<String> groups) {
        List<String> all = new ArrayList<>(groups);
        if (name.equals(UserInfo.ANONYMOUS.name())) {
            add(all, UNAUTHENTICATED);
        } else if (!all.contains(UNAUTHENTICATED)) {
            add(all, AUTHENTICATED);
        }
        return all;
    }

    private static void add(List<String> groups, String group) {
        if (!groups.contains(group)) {
            groups.add(group);
        }
    }
}
