package dev.coracle.apiserver.discovery;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.Verbs;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** {@code /version}. Source: apimachinery's version.Info. */
public final class ServerVersion implements Function<RequestContext, Optional<HttpResponse>> {

    /** The Kubernetes version whose API this is, with our name as build metadata. */
    public static final String GIT_VERSION = "v1.36.3+coracle";

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        String path = context.request().path();
        if (!path.equals("/version") && !path.equals("/version/")) {
            return Optional.empty();
        }
        if (!context.request().method().equals("GET")) {
            throw Verbs.notAllowed();
        }
        ObjectNode tree = Json.object();
        tree.put("major", "1").put("minor", "36").put("emulationMajor", "1").put("emulationMinor", "36")
                .put("minCompatibilityMajor", "1").put("minCompatibilityMinor", "35").put("gitVersion", GIT_VERSION)
                .put("gitCommit", "unknown").put("gitTreeState", "clean").put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature()).put("compiler", "javac")
                .put("platform", "linux/" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64"));
        return Optional.of(Answers.tree(200, Negotiation.json(context.request()), tree));
    }
}
