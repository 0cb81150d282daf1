package dev.coracle.apiserver.tracing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a trace shows of a question to another server over HTTP. Source: OpenTelemetry's conventions for HTTP clients. */
public final class AskedStep {

    private static final int ERROR = 400;

    private AskedStep() {}

    public static Step begin(String method, URI uri) {
        Step step = Step.ask("HTTP " + method);
        if (step.span().recorded()) {
            step.span().set("http.request.method", method);
            step.span().set("url.full", uri.toString());
            step.span().set("server.address", String.valueOf(uri.getHost()));
            if (uri.getPort() > 0) {
                step.span().set("server.port", uri.getPort());
            }
        }
        return step;
    }

    /** The headers, and those that make the question part of the step. */
    public static Map<String, List<String>> joined(Map<String, List<String>> headers, Step step) {
        Map<String, String> more = step.span().headers();
        if (more.isEmpty()) {
            return headers;
        }
        Map<String, List<String>> all = new TreeMap<>(headers);
        more.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }

    public static void answered(Step step, int status) {
        step.span().set("http.response.status_code", status);
        if (status >= ERROR) {
            step.span().set("error.type", Integer.toString(status));
            step.span().failed("");
        }
    }
}
