package dev.coracle.apiserver.browser;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.List;
import java.util.Map;

/**
 * Lets pages of other origins use the API ({@code --cors-allowed-origins}): their browsers are told so with each answer, and asked beforehand
 * they get no other. Safe for use by any number of threads. Source: the Fetch standard, CORS protocol; which headers and methods, kube-apiserver.
 */
public final class CrossOrigin implements Handler {

    private static final Map<String, String> ALLOWED = Map.of("Access-Control-Allow-Methods",
            "POST, GET, OPTIONS, PUT, DELETE, PATCH", "Access-Control-Allow-Headers",
            "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, "
                    + "If-Modified-Since",
            "Access-Control-Expose-Headers", "Date", "Access-Control-Allow-Credentials", "true");

    private final List<Pattern> origins;
    private final Handler next;

    /** @param origins as {@link #origin} gives them */
    public CrossOrigin(List<Pattern> origins, Handler next) {
        this.origins = List.copyOf(origins);
        this.next = next;
    }

    /**
     * Reads an expression of Go's for origins. One that does not say where a host begins and ends would let others in as well; it is looked for marks that may say so.
     *
     * @throws IllegalArgumentException if it is none, or is not pinned to both ends of a host
     */
    public static Pattern origin(String expression) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        boolean begins = expression.contains("^") || expression.contains("//");
        boolean ends = expression.contains("$") || expression.contains(":");
        if (!begins || !ends) {
            throw new IllegalArgumentException(
                    "regular expression does not pin to start/end of host in the origin header");
        }
        return pattern;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        String origin = request.header("origin").orElse("");
        if (origin.isEmpty() || origins.stream().noneMatch(pattern -> pattern.matcher(origin).find())) {
            return next.handle(request);
        }
        HttpResponse response = request.method().equals("OPTIONS")
                ? new HttpResponse.Bytes(204, List.of(new HttpResponse.Header("Cache-Control", "no-cache, private")),
                        new byte[0])
                : next.handle(request);
        response = response.with("Access-Control-Allow-Origin", origin);
        for (Map.Entry<String, String> header : ALLOWED.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
