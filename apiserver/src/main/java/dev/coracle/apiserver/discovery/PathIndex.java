package dev.coracle.apiserver.discovery;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.health.HealthChecks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /}: which paths there are, for who looks around. */
public final class PathIndex implements Function<RequestContext, Optional<HttpResponse>> {

    private static final Set<String> PLACES = Set.of("/", "/index.html");
    private static final List<String> ALWAYS = List.of("/.well-known/openid-configuration", "/apis", "/apis/", "/flagz",
            "/metrics", "/metrics/slis", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/statusz",
            "/version");

    private final Supplier<List<String>> served;
    private final Map<String, HealthChecks> health;

    /** @param served paths of groups and versions @param health by name, such as {@code readyz} */
    public PathIndex(Supplier<List<String>> served, Map<String, HealthChecks> health) {
        this.served = served;
        this.health = Map.copyOf(health);
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        if (!PLACES.contains(context.request().path())) {
            return Optional.empty();
        }
        Set<String> paths = new TreeSet<>(ALWAYS);
        paths.addAll(served.get());
        health.forEach((name, checks) -> {
            paths.add("/" + name);
            checks.names().forEach(check -> paths.add("/" + name + "/" + check));
        });
        ObjectNode tree = Json.object();
        ArrayNode list = tree.putArray("paths");
        paths.forEach(list::add);
        return Optional.of(HttpResponse.of(200, "application/json", Json.pretty(tree)));
    }
}
