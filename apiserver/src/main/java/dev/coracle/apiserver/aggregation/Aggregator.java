package dev.coracle.apiserver.aggregation;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.aggregation.extension.ExtensionServer;
import dev.coracle.apiserver.aggregation.extension.ExtensionServers;
import dev.coracle.apiserver.aggregation.extension.ExtensionWires;
import dev.coracle.apiserver.aggregation.extension.FrontProxyIdentity;
import dev.coracle.apiserver.aggregation.extension.ServiceResolver;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.proxy.Links;
import dev.coracle.apiserver.proxy.Targets;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.verb.Verbs;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests for a group version that an APIService gives to somebody else on to that server, with the client's identity and without its credentials. Redirects are
 * refused, or passed back; they are never followed. Source: kube-aggregator's proxy handler. Safe for use by any number of threads.
 */
public final class Aggregator implements Function<RequestContext, Optional<HttpResponse>> {

    private static final Logger log = LoggerFactory.getLogger(Aggregator.class);
    private static final Duration DISCOVERY = Duration.ofSeconds(5);
    private static final Duration REQUEST = Duration.ofSeconds(60);

    private final ExtensionServers servers;
    private final ServiceResolver resolver;
    private final ExtensionWires wires;
    private final ForwardedHeaders headers;
    private final boolean refusesRedirects;

    Aggregator(ExtensionServers servers, ServiceResolver resolver, ExtensionWires wires, ForwardedHeaders headers,
            boolean refusesRedirects) {
        this.servers = servers;
        this.resolver = resolver;
        this.wires = wires;
        this.headers = headers;
        this.refusesRedirects = refusesRedirects;
    }

    /** Empty if the request is for this server itself. */
    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        List<String> elements = RequestInfoResolver.elements(context.request().path());
        return servers.of(elements).map(server -> answer(server, context, elements));
    }

    private HttpResponse answer(ExtensionServer server, RequestContext context, List<String> elements) {
        if (elements.contains("..") || elements.contains(".")) {
            throw StatusException.badRequest("the path has elements that are no names");
        }
        if (!server.available()) {
            return HttpResponse.text(503, "service unavailable\n");
        }
        Backend backend;
        try {
            backend = resolver.resolve(server);
        } catch (IOException e) {
            log.debug("{} can't be resolved: {}", server.name(), e.getMessage());
            return HttpResponse.text(503, "service unavailable\n");
        }
        HttpRequest request = context.request();
        String path = Targets.encodedPath("/" + String.join("/", elements) + (request.path().endsWith("/") ? "/" : ""));
        Map<String, List<String>> fields = headers.request(request);
        FrontProxyIdentity.putInto(fields, context.user());
        fields.put("audit-id", List.of(context.auditId()));
        try {
            return pass(wires.to(server), backend, path, context, fields);
        } catch (HttpTimeoutException e) {
            throw new StatusException(new Status(504, Reason.TIMEOUT.word(),
                    "Timeout: request did not complete within the allotted timeout", StatusDetails.NONE));
        } catch (IOException e) {
            return HttpResponse.text(503, "error trying to reach service: " + e.getMessage() + "\n");
        }
    }

    private HttpResponse pass(Upstream upstream, Backend backend, String path, RequestContext context,
            Map<String, List<String>> fields) throws IOException {
        HttpRequest request = context.request();
        String target = path + Targets.query(request.query());
        Optional<String> protocol = request.upgrade();
        if (protocol.isPresent()) {
            try {
                return upstream.upgrade(request.method(), protocol.get(), backend, target, fields);
            } catch (StatusException e) {
                return HttpResponse.text(503, e.getMessage() + "\n");
            }
        }
        fields.put("x-forwarded-uri", List.of(path));
        Upstream.Answer answer = upstream.send(request.method(), backend, target, fields, request.body(),
                patience(context));
        if (refusesRedirects && answer.status() >= 300 && answer.status() <= 399
                && answer.header("location").isPresent()) {
            answer.body().close();
            return new HttpResponse.Bytes(502, List.of(),
                    "the backend attempted to redirect this request, which is not permitted"
                            .getBytes(StandardCharsets.UTF_8));
        }
        return new Links(backend.authority(), request.header("host").orElse(""), "").rewrite(answer);
    }

    private static Optional<Duration> patience(RequestContext context) {
        if (!context.info().resourceRequest()) {
            return Optional.of(DISCOVERY);
        }
        return Verbs.longRunning(context.info()) ? Optional.empty() : Optional.of(REQUEST);
    }
}
