package dev.coracle.apiserver.server;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.review.OpenIdDiscovery;
import dev.coracle.apiserver.verb.Verbs;
import java.util.Optional;
import java.util.function.Function;

/** The service account issuer's documents, for those who verify its tokens. Source: OpenID Connect Discovery. */
final class OpenIdPaths implements Function<RequestContext, Optional<HttpResponse>> {

    private final OpenIdDiscovery documents;

    OpenIdPaths(OpenIdDiscovery documents) {
        this.documents = documents;
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        boolean configuration = request.path().equals(OpenIdDiscovery.CONFIGURATION_PATH);
        if (!configuration && !request.path().equals(OpenIdDiscovery.KEYS_PATH)) {
            return Optional.empty();
        }
        if (!request.method().equals("GET")) {
            throw Verbs.notAllowed();
        }
        HttpResponse answer = configuration
                ? HttpResponse.of(200, "application/json", Json.print(documents.configuration()))
                : keys(request);
        return Optional.of(answer.with("Cache-Control", "public, max-age=3600"));
    }

    private HttpResponse keys(HttpRequest request) {
        String accept = request.header("accept").orElse("");
        if (!accept.isEmpty() && !accept.contains(OpenIdDiscovery.KEYS_TYPE) && !accept.contains("*/*")
                && !accept.contains("application/*")) {
            throw Negotiation.notAcceptable(OpenIdDiscovery.KEYS_TYPE);
        }
        return HttpResponse.of(200, OpenIdDiscovery.KEYS_TYPE, Json.print(documents.keySet()));
    }
}
