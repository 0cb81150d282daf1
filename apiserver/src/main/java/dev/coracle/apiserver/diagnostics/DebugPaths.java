package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.log.Verbosity;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /debug}: queues of requests, how much is logged, and what the threads are doing. Of Go's profiles a JVM has the one of what runs, under
 * {@code /debug/pprof/goroutine}; for the others there are jcmd and the flight recorder.
 */
public final class DebugPaths implements Function<RequestContext, Optional<HttpResponse>> {

    private static final String VERBOSITY = "/debug/flags/v";
    private static final String PROFILES = "/debug/pprof";
    private static final int MAX_DIGITS = 2;

    private final Map<String, Supplier<String>> dumps;
    private final boolean profiling;

    /** @param dumps by path @param profiling {@code --profiling} */
    public DebugPaths(Map<String, Supplier<String>> dumps, boolean profiling) {
        this.dumps = Map.copyOf(dumps);
        this.profiling = profiling;
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        String path = request.path();
        if (!path.startsWith("/debug/")) {
            return Optional.empty();
        }
        if (path.equals(VERBOSITY)) {
            return Optional.of(verbosity(request));
        }
        if (profiling && path.startsWith(PROFILES)) {
            return profile(path.substring(PROFILES.length()));
        }
        return Optional.ofNullable(dumps.get(path)).map(dump -> HttpResponse.report(dump.get()));
    }

    private static HttpResponse verbosity(HttpRequest request) {
        if (!request.method().equals("PUT")) {
            return HttpResponse.text(406, "unsupported http method\n");
        }
        String level = new String(request.body(), StandardCharsets.UTF_8).strip();
        if (!level.matches("\\d{1," + MAX_DIGITS + "}")) {
            return HttpResponse.text(400, "failed set klog.logging.verbosity: a number is expected");
        }
        Verbosity.set(Integer.parseInt(level));
        return HttpResponse.text(200, "successfully set klog.logging.verbosity to " + level);
    }

    private static Optional<HttpResponse> profile(String name) {
        return switch (name) {
            case "", "/" -> Optional.of(HttpResponse.of(200, "text/html; charset=utf-8",
                    "<html><body>/debug/pprof/<br><a href='goroutine'>goroutine</a>: what the threads are doing</body></html>\n"
                            .getBytes(StandardCharsets.UTF_8)));
            case "/goroutine" -> Optional.of(HttpResponse.text(200, threads()));
            default -> Optional.of(HttpResponse.text(404, "Unknown profile\n"));
        };
    }

    /** Of platform threads: those that carry virtual ones show what these are doing. */
    private static String threads() {
        Map<String, StackTraceElement[]> byName = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> byName
                .put("\"" + thread.getName() + "\" #" + thread.threadId() + " " + thread.getState(), stack));
        StringBuilder text = new StringBuilder("threads: " + byName.size() + "\n");
        byName.forEach((name, stack) -> {
            text.append('\n').append(name).append('\n');
            for (StackTraceElement frame : stack) {
                text.append("\tat ").append(frame).append('\n');
            }
        });
        return text.toString();
    }
}
