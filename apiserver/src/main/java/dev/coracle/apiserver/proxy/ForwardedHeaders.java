package dev.coracle.apiserver.proxy;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which headers go on to a backend, and which come back: nothing that concerns one hop, no credentials of the client's, and no word about who somebody is, for that is
 * this server's to say. Source: net/http/httputil's ReverseProxy and kube-apiserver's filters.
 */
public final class ForwardedHeaders {

    private static final Set<String> ONE_HOP = Set.of("connection", "proxy-connection", "keep-alive", "te", "trailer",
            "transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authorization", "host", "content-length",
            "expect", "http2-settings");
    private static final Set<String> CROSS_ORIGIN = Set.of("access-control-allow-credentials",
            "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin");
    private static final String BEARER_PROTOCOL = "base64url.bearer.authorization.k8s.io.";
    private static final String PROTOCOLS = "sec-websocket-protocol";

    private final Set<String> identityNames;
    private final List<String> identityPrefixes;

    /**
     * @param names    lower-case names of headers that say who somebody is, beyond the usual ones
     * @param prefixes the same for beginnings of names
     */
    public ForwardedHeaders(Set<String> names, List<String> prefixes) {
        Set<String> all = new HashSet<>(names);
        all.addAll(Set.of("authorization", "x-remote-user", "x-remote-uid", "x-remote-group"));
        this.identityNames = Set.copyOf(all);
        List<String> more = new ArrayList<>(prefixes);
        more.addAll(List.of("impersonate-", "x-remote-extra-", "x-http2-", ":"));
        this.identityPrefixes = List.copyOf(more);
    }

    /** For the backend, by lower-case name; free to be changed. */
    public Map<String, List<String>> request(HttpRequest request) {
        Set<String> named = named(request.headers("connection"));
        Map<String, List<String>> kept = new TreeMap<>();
        request.headers().forEach((name, values) -> {
            if (!ONE_HOP.contains(name) && !named.contains(name) && !isIdentity(name)) {
                kept.put(name, values);
            }
        });
        withoutBearer(kept);
        if (!request.remote().isEmpty()) {
            List<String> before = kept.getOrDefault("x-forwarded-for", List.of());
            kept.put("x-forwarded-for", List.of(
                    before.isEmpty() ? request.remote() : String.join(", ", before) + ", " + request.remote()));
        }
        return kept;
    }

    private boolean isIdentity(String name) {
        return identityNames.contains(name) || identityPrefixes.stream().anyMatch(name::startsWith);
    }

    private static Set<String> named(List<String> connection) {
        Set<String> names = new HashSet<>();
        connection.forEach(value -> Arrays.stream(value.split(","))
                .forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT))));
        return names;
    }

    /** Browsers can send a token as a WebSocket protocol only; it is for this server and nobody else. */
    private static void withoutBearer(Map<String, List<String>> headers) {
        List<String> protocols = headers.getOrDefault(PROTOCOLS, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(","))).map(String::strip)
                .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER_PROTOCOL)).toList();
        if (protocols.isEmpty()) {
            headers.remove(PROTOCOLS);
        } else {
            headers.put(PROTOCOLS, List.of(String.join(", ", protocols)));
        }
    }

    /** For the client. */
    public static List<HttpResponse.Header> response(Map<String, List<String>> headers) {
        List<HttpResponse.Header> kept = new ArrayList<>();
        Set<String> named = new HashSet<>();
        headers.forEach((name, values) -> {
            if (name.equalsIgnoreCase("connection")) {
                named.addAll(named(values));
            }
        });
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean dropped = ONE_HOP.contains(lower) || CROSS_ORIGIN.contains(lower) || named.contains(lower)
                    || lower.equals("date") || lower.startsWith(":");
            if (!dropped) {
                values.forEach(value -> kept.add(new HttpResponse.Header(name, value)));
            }
        });
        return kept;
    }
}
