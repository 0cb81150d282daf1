package dev.coracle.apiserver.request;

import dev.coracle.api.selector.FieldSelector;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads off method and path what is asked for: {@code /api/V/…} and {@code /apis/G/V/…} name resources, everything else is a path and
 * nothing more. Source: k8s.io/apiserver's RequestInfoFactory.
 */
public final class RequestInfoResolver {

    /** What follows a namespace's name without being a resource in it. */
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
    /** Path elements before the resource that stand for the verb. */
    private static final Set<String> PREFIX_VERBS = Set.of("proxy", "watch");
    private static final Set<String> NAMED_ONLY = Set.of("get", "list", "watch", "deletecollection");

    private RequestInfoResolver() {}

    public static RequestInfo resolve(HttpRequest request) {
        String path = request.path();
        List<String> parts = elements(path);
        RequestInfo other = RequestInfo.nonResource(request.method().toLowerCase(Locale.ROOT), path);
        if (parts.size() < 3) {
            return other;
        }
        boolean core = parts.getFirst().equals("api");
        if (!core && !(parts.getFirst().equals("apis") && parts.size() >= 4)) {
            return other;
        }
        String group = core ? "" : parts.get(1);
        String version = parts.get(core ? 1 : 2);
        return resource(request, path, group, version, parts.subList(core ? 2 : 3, parts.size()));
    }

    private static RequestInfo resource(HttpRequest request, String path, String group, String version,
            List<String> parts) {
        String verb = verb(request.method());
        boolean prefixed = PREFIX_VERBS.contains(parts.getFirst());
        if (prefixed) {
            if (parts.size() < 2) {
                return RequestInfo.nonResource(request.method().toLowerCase(Locale.ROOT), path);
            }
            verb = parts.getFirst();
            parts = parts.subList(1, parts.size());
        }
        String namespace = "";
        if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
            namespace = parts.get(1);
            if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
                parts = parts.subList(2, parts.size());
            }
        }
        String resource = parts.getFirst();
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 && !prefixed ? parts.get(2) : "";
        String rest = rest(path, parts, prefixed);
        if (name.isEmpty()) {
            verb = switch (verb) {
                case "get" -> request.flag("watch") ? "watch" : "list";
                case "delete" -> "deletecollection";
                default -> verb;
            };
            if (verb.equals("list") || verb.equals("watch")) {
                name = nameSelected(request);
            }
        } else if (verb.equals("watch")) {
            subresource = "";
        }
        RequestInfo info = new RequestInfo(true, verb, path, group, version, namespace, resource, subresource, name,
                rest);
        return onCollection(verb)
                ? info.withSelectors(Selectors.parse(request.parameter("fieldSelector").orElse(""),
                        request.parameter("labelSelector").orElse("")))
                : info;
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    /**
     * The elements of a path; between two slashes there is an empty one, which is nobody's name, but slashes at the end are nothing. Escapes are decoded first, so
     * that an escaped slash is a slash: whoever gets the path next will read it so too.
     */
    public static List<String> elements(String path) {
        String text = unescaped(path);
        int from = text.startsWith("/") ? 1 : 0;
        int to = text.length();
        while (to > from && text.charAt(to - 1) == '/') {
            to--;
        }
        return from >= to ? List.of() : List.of(text.substring(from, to).split("/", -1));
    }

    private static String rest(String path, List<String> parts, boolean prefixed) {
        int taken = prefixed ? 2 : 3;
        boolean slash = unescaped(path).endsWith("/");
        if (parts.size() <= taken) {
            return slash && parts.size() == taken ? "/" : "";
        }
        return "/" + String.join("/", parts.subList(taken, parts.size())) + (slash ? "/" : "");
    }

    /** A list or watch of {@code metadata.name=X} is authorized as one of X. */
    private static String nameSelected(HttpRequest request) {
        try {
            return FieldSelector.parse(request.parameter("fieldSelector").orElse("")).exact("metadata.name").orElse("");
        } catch (IllegalArgumentException malformed) {
            // The verb says so.
        }
        return "";
    }

    /** Whether the verb works on collections, so that a name in the info comes from a selector and not from the path. */
    public static boolean onCollection(String verb) {
        return NAMED_ONLY.contains(verb) && !verb.equals("get");
    }

    private static String unescaped(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return java.net.URLDecoder.decode(path.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return path;
        }
    }
}
