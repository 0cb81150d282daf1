package dev.coracle.apiserver.browser;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.List;

/** Tells browsers to come by TLS only ({@code --strict-transport-security-directives}). Safe for use by any number of threads. Source: RFC 6797. */
public final class StrictTransport implements Handler {

    private final String directives;
    private final Handler next;

    /** @param directives such as {@code max-age=31536000} */
    public StrictTransport(List<String> directives, Handler next) {
        this.directives = String.join("; ", directives);
        this.next = next;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        return next.handle(request).with("Strict-Transport-Security", directives);
    }
}
