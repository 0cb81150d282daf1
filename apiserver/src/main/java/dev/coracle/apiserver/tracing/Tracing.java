package dev.coracle.apiserver.tracing;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Follows requests. Safe for use by any number of threads. */
public interface Tracing extends AutoCloseable {

    /** Records nothing; a trace that a client tells of goes on to those whom this server asks for it. */
    Tracing OFF = new Tracing() {
        @Override
        public RequestTrace arrives(RequestContext context) {
            HttpRequest request = context.request();
            return request.headers().containsKey(TRACE_PARENT)
                    && WELL_FORMED.matcher(request.header(TRACE_PARENT).orElse("")).matches()
                            ? passed(request)
                            : RequestTrace.NONE;
        }

        @Override
        public void close() {
            // nothing was begun
        }
    };

    String TRACE_PARENT = "traceparent";
    /** Source: W3C Trace Context. */
    Pattern WELL_FORMED = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    /** What may go with it, and to whom it means something is none of our business. */
    Pattern PASSABLE = Pattern.compile("[!-~][ -~]{0,4095}");

    /** A request has been received, and it is not yet known who sends it. */
    RequestTrace arrives(RequestContext context);

    /** Sends what is to be sent, within bounds. */
    @Override
    void close();

    private static RequestTrace passed(HttpRequest request) {
        Map<String, String> said = new TreeMap<>();
        for (String name : new String[]{TRACE_PARENT, "tracestate", "baggage"}) {
            request.header(name).filter(value -> PASSABLE.matcher(value).matches())
                    .ifPresent(value -> said.put(name, value));
        }
        Span through = new PassedOn(Map.copyOf(said));
        return new RequestTrace() {
            @Override
            public Step served(UserInfo user) {
                return Step.within(through);
            }

            @Override
            public HttpResponse answered(HttpResponse response) {
                return response;
            }

            @Override
            public void close() {
                // nothing was begun
            }
        };
    }
}
