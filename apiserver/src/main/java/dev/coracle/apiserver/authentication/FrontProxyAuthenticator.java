package dev.coracle.apiserver.authentication;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A proxy in front that has authenticated its client and says in headers who it is ({@code --requestheader-*}). It is believed
 * only with a certificate of the front proxy's own authority and, where names are given, a common name among them.
 */
public final class FrontProxyAuthenticator implements Authenticator {

    /** Which headers say what; all lists in order of preference. Header names in any case. */
    public record Headers(List<String> user, List<String> uid, List<String> group, List<String> extraPrefixes) {
        public Headers {
            user = lower(user);
            uid = lower(uid);
            group = lower(group);
            extraPrefixes = lower(extraPrefixes);
        }

        private static List<String> lower(List<String> names) {
            return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
        }
    }

    private final TrustBundle authorities;
    private final List<String> allowedNames;
    private final Headers headers;

    /** @param allowedNames empty for any */
    public FrontProxyAuthenticator(TrustBundle authorities, List<String> allowedNames, Headers headers) {
        this.authorities = authorities;
        this.allowedNames = List.copyOf(allowedNames);
        this.headers = headers;
    }

    @Override
    public Outcome authenticate(HttpRequest request) {
        String name = first(request, headers.user);
        if (name.isEmpty() || request.certificates().isEmpty()) {
            return new Outcome.Pass();
        }
        if (authorities.objection(request.certificates()).isPresent()) {
            return new Outcome.Pass();
        }
        String proxy = Subjects.commonName(request.certificates().getFirst());
        if (!allowedNames.isEmpty() && !allowedNames.contains(proxy)) {
            return new Outcome.Rejected("the front proxy " + proxy + " is not among the allowed names");
        }
        List<String> groups = new ArrayList<>();
        headers.group.forEach(header -> groups.addAll(request.headers(header)));
        return new Outcome.Authenticated(new UserInfo(name, first(request, headers.uid), groups, extra(request)));
    }

    private static String first(HttpRequest request, List<String> names) {
        return names.stream().flatMap(n -> request.headers(n).stream()).filter(v -> !v.isEmpty()).findFirst()
                .orElse("");
    }

    private Map<String, List<String>> extra(HttpRequest request) {
        Map<String, List<String>> extra = new TreeMap<>();
        request.headers().forEach((header, values) -> headers.extraPrefixes.stream().filter(header::startsWith)
                .findFirst().ifPresent(prefix -> extra.merge(decoded(header.substring(prefix.length())), values,
                        (a, b) -> {
                            List<String> both = new ArrayList<>(a);
                            both.addAll(b);
                            return both;
                        })));
        return extra;
    }

    /** Keys that no header name can carry come percent-encoded. */
    static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return key;
        }
    }
}
