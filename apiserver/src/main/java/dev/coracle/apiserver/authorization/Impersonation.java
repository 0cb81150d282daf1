package dev.coracle.apiserver.authorization;

import dev.coracle.api.status.FieldErrors;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The station where a user who may becomes another ({@code kubectl --as}), by the headers Impersonate-User, -Group, -Uid and
 * -Extra-…. Who may is asked in several ways, see {@link ImpersonationMode}: the first that allows it counts, and if none does, the first
 * refusal is the answer. Safe for use by any number of threads.
 */
public final class Impersonation {

    private static final String EXTRA = "impersonate-extra-";

    private final List<ImpersonationMode> modes;

    public Impersonation(Authorization authorization) {
        this.modes = ImpersonationMode.all(authorization);
    }

    /** @throws StatusException (403) unless the user may; (400) for groups, a uid or extras without a user */
    public RequestContext apply(RequestContext context) {
        Optional<UserInfo> wanted = wanted(context.request());
        return wanted.isPresent() ? context.withUser(allowed(context, wanted.get())) : context;
    }

    private UserInfo allowed(RequestContext context, UserInfo wanted) {
        Optional<StatusException> refusal = Optional.empty();
        for (ImpersonationMode mode : modes) {
            try {
                Optional<UserInfo> user = mode.check(context.user(), context.info(), wanted);
                if (user.isPresent()) {
                    context.notes().became(user.get(), mode.constraint());
                    return user.get();
                }
            } catch (StatusException e) {
                refusal = refusal.or(() -> Optional.of(e));
            }
        }
        throw refusal.orElseGet(() -> StatusException.internal("all impersonation modes failed"));
    }

    private static Optional<UserInfo> wanted(HttpRequest request) {
        String name = request.header("impersonate-user").orElse("");
        String uid = request.header("impersonate-uid").orElse("");
        List<String> groups = request.headers("impersonate-group");
        Map<String, List<String>> extra = extra(request);
        if (!name.isEmpty()) {
            return Optional.of(new UserInfo(name, uid, groups, extra));
        }
        if (uid.isEmpty() && groups.isEmpty() && extra.isEmpty()) {
            return Optional.empty();
        }
        throw StatusException.badRequest("requested &user.DefaultInfo{Name:\"\", UID:" + FieldErrors.quoted(uid)
                + ", Groups:" + goStrings(groups) + ", Extra:" + (extra.isEmpty()
                        ? "map[string][]string(nil)"
                        : extra.entrySet().stream()
                                .map(one -> FieldErrors.quoted(one.getKey()) + ":" + goStrings(one.getValue()))
                                .collect(Collectors.joining(", ", "map[string][]string{", "}")))
                + "} without impersonating a user name");
    }

    /** As Go's %#v prints them. */
    private static String goStrings(List<String> values) {
        return values.isEmpty()
                ? "[]string(nil)"
                : values.stream().map(FieldErrors::quoted).collect(Collectors.joining(", ", "[]string{", "}"));
    }

    private static Map<String, List<String>> extra(HttpRequest request) {
        Map<String, List<String>> extra = new TreeMap<>();
        request.headers().forEach((header, values) -> {
            if (header.startsWith(EXTRA)) {
                extra.merge(decoded(header.substring(EXTRA.length())), values, (a, b) -> {
                    List<String> both = new ArrayList<>(a);
                    both.addAll(b);
                    return both;
                });
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

    /** What a request asks for, about a user instead of an object. */
    static RequestInfo about(String verb, String group, String namespace, String resource, String subresource,
            String name) {
        return new RequestInfo(true, verb, "", group, "v1", namespace, resource, subresource, name, "");
    }
}
