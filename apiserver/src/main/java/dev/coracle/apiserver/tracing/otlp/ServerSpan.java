package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.tracing.Span;

/** How a request is called, and what is said of it. Source: kube-apiserver's filter for traces; OpenTelemetry's conventions for HTTP. */
final class ServerSpan {

    private static final int HTTPS = 443;
    private static final int ERROR = 500;

    private ServerSpan() {}

    /** Without names, so that requests of a kind are called the same. */
    static String name(HttpRequest request, RequestInfo info) {
        if (!info.resourceRequest()) {
            return request.method();
        }
        StringBuilder name = new StringBuilder(request.method()).append(info.group().isEmpty() ? " /api" : " /apis/")
                .append(info.group()).append('/').append(info.version());
        if (!info.namespace().isEmpty()) {
            name.append("/namespaces/{:namespace}");
        }
        name.append('/').append(info.resource());
        if (!info.name().isEmpty()) {
            name.append("/{:name}");
        }
        return info.subresource().isEmpty() ? name.toString() : name.append('/').append(info.subresource()).toString();
    }

    static void asked(Span span, RequestContext context) {
        HttpRequest request = context.request();
        String host = request.header("host").orElse("");
        int colon = host.lastIndexOf(':');
        boolean port = colon > 0 && host.indexOf(']', colon) < 0 && digits(host.substring(colon + 1));
        String name = port ? host.substring(0, colon) : host;
        span.set("server.address", name.replaceAll("[\\[\\]]", ""));
        if (port && Integer.parseInt(host.substring(colon + 1)) != HTTPS) {
            span.set("server.port", Integer.parseInt(host.substring(colon + 1)));
        }
        span.set("http.request.method", request.method());
        span.set("url.scheme", request.tls() ? "https" : "http");
        span.set("url.path", request.path());
        span.set("http.target", request.path() + (request.query().isEmpty() ? "" : "?" + request.query()));
        span.set("network.protocol.version", request.protocol().replace("HTTP/", ""));
        if (!request.remote().isEmpty()) {
            span.set("network.peer.address", request.remote());
        }
        String client = request.header("x-forwarded-for").map(all -> all.split(",", 2)[0].strip())
                .filter(first -> !first.isEmpty()).orElse(request.remote());
        if (!client.isEmpty()) {
            span.set("client.address", client);
        }
        request.header("user-agent").ifPresent(agent -> span.set("user_agent.original", agent));
        span.set("audit-id", context.auditId());
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** @param answered in bytes, or less than 0 if it goes on */
    static void answered(Span span, int status, int asked, long answered) {
        if (asked > 0) {
            span.set("http.request.body.size", asked);
        }
        if (answered > 0) {
            span.set("http.response.body.size", answered);
        }
        span.set("http.response.status_code", status);
        if (status >= ERROR) {
            span.failed("");
        }
    }
}
