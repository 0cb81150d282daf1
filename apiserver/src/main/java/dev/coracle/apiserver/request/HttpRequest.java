package dev.coracle.apiserver.request;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request as it came off the wire, or from an in-memory transport. The body is complete and within the size bound; nobody writes to it.
 *
 * @param path         decoded only as far as HTTP demands; {@code %2F} stays as it is
 * @param query        the raw query without the question mark, or empty
 * @param headers      header fields by lower-case name
 * @param certificates the client's verified chain, leaf first; empty without one
 * @param remote       the peer's address, without port
 * @param protocol     {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param cbor         whether this server speaks CBOR: the gate is closed unless it is opened
 * @param lifetime     ends when the answer has been taken, or the client has gone
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpRequest(String method, String path, String query, Map<String, List<String>> headers, byte[] body,
        List<X509Certificate> certificates, String remote, boolean tls, String protocol, boolean cbor,
        Lifetime lifetime) {

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    /** To a server that speaks no CBOR; its answer is taken as soon as it is made. */
    public HttpRequest(String method, String path, String query, Map<String, List<String>> headers, byte[] body,
            List<X509Certificate> certificates, String remote, boolean tls) {
        this(method, path, query, headers, body, certificates, remote, tls, "HTTP/1.1", false,
                Lifetime.MOMENT);
    }

    public HttpRequest withCbor() {
        return new HttpRequest(method, path, query, headers, body, certificates, remote, tls, protocol, true,
                lifetime);
    }

    public Optional<String> header(String lowerCaseName) {
        List<String> values = headers.getOrDefault(lowerCaseName, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public List<String> headers(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of());
    }

    /** The protocol that the connection is to go on with, such as {@code websocket}; empty if it is to stay HTTP. */
    public Optional<String> upgrade() {
        boolean asked = headers("connection").stream().flatMap(v -> List.of(v.split(",")).stream())
                .anyMatch(v -> v.strip().equalsIgnoreCase("upgrade"));
        return asked ? header("upgrade").filter(p -> !p.isBlank() && !p.equalsIgnoreCase("h2c")) : Optional.empty();
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** Whether a boolean query parameter is set: present, and neither 0 nor false. Source: apimachinery's conversion of queries. */
    public boolean flag(String name) {
        return parameter(name).map(v -> !v.equals("0") && !v.equalsIgnoreCase("false")).orElse(false);
    }

    /** A query parameter that is a number of 64 bits. @throws StatusException (400) in Go's words */
    public Optional<Long> number(String name) {
        return parameter(name).map(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                String why = NUMBER.matcher(text).matches() ? "value out of range" : "invalid syntax";
                throw StatusException
                        .badRequest("strconv.ParseInt: parsing " + FieldErrors.quoted(text) + ": " + why);
            }
        });
    }

    /** All values of a query parameter, in order. */
    public List<String> parameters(String name) {
        if (query.isEmpty()) {
            return List.of(); // as of most writes, which are asked for a dozen names
        }
        List<String> found = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!key.isEmpty() && key.equals(name)) {
                found.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return found;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    /** A header map as this record wants it, from pairs of name and value. */
    public static Map<String, List<String>> headerMap(Iterable<Map.Entry<String, String>> fields) {
        Map<String, List<String>> map = new TreeMap<>();
        for (Map.Entry<String, String> field : fields) {
            map.computeIfAbsent(field.getKey().toLowerCase(java.util.Locale.ROOT), k -> new ArrayList<>())
                    .add(field.getValue());
        }
        return map;
    }
}
