package dev.coracle.apiserver.resource.check;

import dev.coracle.api.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** How a server is told to call a webhook: the url or the service of a clientConfig. Source: apiserver's util/webhook. */
public final class WebhookClients {

    private static final String FORM = "; desired format: https://host[/path]";

    private WebhookClients() {}

    /** A clientConfig, which has one of url and service. */
    public static void check(Place client) {
        Place url = client.at("url");
        Place service = client.at("service");
        if (url.present() == service.present()) {
            client.errors().required(client.path(), "exactly one of url or service is required");
        } else if (url.present()) {
            url(url);
        } else {
            service(service);
        }
    }

    private static void url(Place url) {
        URI uri;
        try {
            uri = new URI(url.text());
        } catch (URISyntaxException e) {
            url.errors().required(url.path(), "url must be a valid URL: parse "
                    + dev.coracle.api.status.FieldErrors.quoted(url.text()) + ": " + e.getReason() + FORM);
            return;
        }
        part(url, uri.getScheme(), "https", "'https' is the only allowed URL scheme" + FORM);
        String authority = authority(uri);
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        if (authority.substring(user.isEmpty() ? 0 : user.length() + 1).isEmpty()) {
            url.errors().invalid(url.path(), "", "host must be specified" + FORM);
        }
        part(url, user, "", "user information is not permitted in the URL");
        part(url, uri.getRawFragment(), "", "fragments are not permitted in the URL");
        part(url, uri.getRawQuery(), "", "query parameters are not permitted in the URL");
    }

    private static String authority(URI uri) {
        return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    }

    private static void part(Place url, @org.jspecify.annotations.Nullable String part, String wanted, String detail) {
        String given = part == null ? "" : part;
        if (!given.equals(wanted)) {
            url.errors().invalid(url.path(), given, detail);
        }
    }

    /** The original hands name and namespace over the wrong way round, so that each is reported where the other is missing. */
    private static void service(Place service) {
        if (service.at("namespace").empty()) {
            service.errors().required(service.path().child("name"), "");
        }
        if (service.at("name").empty()) {
            service.errors().required(service.path().child("namespace"), "");
        }
        for (String problem : Names.portNumber(service.at("port").number(443))) {
            service.at("port").invalid("port is not valid: " + problem);
        }
        path(service.at("path"));
    }

    private static void path(Place path) {
        String text = path.text();
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            path.invalid("segment[0] may not be empty");
            return;
        }
        if (!text.startsWith("/")) {
            path.invalid("must start with a '/'");
        }
        // The first character goes, whatever it is, and one slash at the end.
        String inner = text.substring(1);
        List<String> steps = List.of((inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner)
                .split("/", -1));
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).isEmpty()) {
                path.invalid("segment[" + i + "] may not be empty");
                continue;
            }
            for (String problem : Names.dnsSubdomain(steps.get(i))) {
                path.invalid("segment[" + i + "]: " + problem);
            }
        }
    }
}
