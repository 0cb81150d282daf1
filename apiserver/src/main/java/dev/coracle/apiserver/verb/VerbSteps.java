package dev.coracle.apiserver.verb;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.tracing.Span;
import dev.coracle.apiserver.tracing.Step;

/** What a trace shows of a verb, under the names that kube-apiserver's handlers give. */
final class VerbSteps {

    private VerbSteps() {}

    static Step begin(RequestContext context) {
        Step step = Step.begin(name(context.info().verb()));
        if (step.span().recorded()) {
            describe(step.span(), context);
        }
        return step;
    }

    private static String name(String verb) {
        return switch (verb) {
            case "get" -> "Get";
            case "list" -> "List";
            case "watch" -> "WatchList";
            case "create" -> "Create";
            case "update" -> "Update";
            case "patch" -> "Patch";
            case "delete", "deletecollection" -> "Delete";
            default -> "Other";
        };
    }

    private static void describe(Span span, RequestContext context) {
        HttpRequest request = context.request();
        RequestInfo info = context.info();
        span.set("accept", request.header("accept").orElse(""));
        span.set("audit-id", context.auditId());
        span.set("client", request.remote());
        span.set("api-group", info.group());
        span.set("api-version", info.version());
        span.set("name", info.name());
        span.set("subresource", info.subresource());
        span.set("namespace", info.namespace());
        span.set("protocol", request.protocol());
        span.set("resource", info.resource());
        span.set("scope", info.scope());
        span.set("url", request.path());
        span.set("user-agent", request.header("user-agent").orElse(""));
        span.set("verb", verb(request, info));
    }

    private static String verb(HttpRequest request, RequestInfo info) {
        return switch (info.verb()) {
            case "list", "watch" -> info.verb().toUpperCase(java.util.Locale.ROOT);
            default -> request.method();
        };
    }
}
