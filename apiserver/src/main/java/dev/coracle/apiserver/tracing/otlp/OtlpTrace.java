package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.response.EndNoticed;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.tracing.RequestTrace;
import dev.coracle.apiserver.tracing.Span;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.apiserver.tracing.Tracing;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is followed of one request, as the original follows it: authentication is a span, and that in which the request is served is part of it, or of the
 * client's trace if the client tells of one and may: for anybody's word on what is to be recorded counts only if they are trusted. Other clients' traces are
 * linked to.
 */
final class OtlpTrace implements RequestTrace {

    private static final Set<String> TRUSTED = Set.of("system:masters", "system:monitoring");
    private static final TextMapGetter<HttpRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpRequest request) {
            return request.headers().keySet();
        }

        @Override
        public @Nullable String get(@Nullable HttpRequest request, String name) {
            return request == null ? null : request.header(name).orElse(null);
        }
    };

    private final Tracer tracer;
    private final RequestContext context;
    private final OtlpSpan authentication;
    private Span serving = Span.NONE;
    private boolean goesOn;

    OtlpTrace(Tracer tracer, RequestContext context) {
        this.tracer = tracer;
        this.context = context;
        this.authentication = OtlpSpan.begin(tracer, tracer.spanBuilder("authentication").setNoParent()
                .setStartTimestamp(context.received()), Context.root());
    }

    @Override
    public Step served(UserInfo user) {
        HttpRequest request = context.request();
        Context known = request.headers().containsKey(Tracing.TRACE_PARENT) || request.headers().containsKey("baggage")
                ? OtlpSpan.PROPAGATOR.extract(Context.root(), request, HEADERS)
                : Context.root();
        SpanContext remote = io.opentelemetry.api.trace.Span.fromContext(known).getSpanContext();
        SpanBuilder builder = tracer.spanBuilder(ServerSpan.name(request, context.info()))
                .setSpanKind(SpanKind.SERVER).setStartTimestamp(context.received());
        if (user.groups().stream().noneMatch(TRUSTED::contains)) {
            builder.setNoParent();
            if (remote.isValid()) {
                builder.addLink(remote);
            }
        } else {
            builder.setParent(remote.isValid() ? known : authentication.context());
        }
        serving = OtlpSpan.begin(tracer, builder, known);
        if (serving.recorded()) {
            ServerSpan.asked(serving, context);
        }
        return Step.within(serving);
    }

    @Override
    public HttpResponse answered(HttpResponse response) {
        if (!serving.recorded() && !authentication.recorded()) {
            return response;
        }
        int asked = context.request().body().length;
        ServerSpan.answered(serving, response.status(), asked, length(response));
        return switch (response) {
            case HttpResponse.Bytes bytes -> bytes;
            case HttpResponse.Pieces pieces -> pieces;
            case HttpResponse.Stream stream -> {
                goesOn = true;
                yield new HttpResponse.Stream(stream.status(), stream.headers(),
                        new EndNoticed.OfStream(stream.body(), this::end));
            }
            case HttpResponse.Upgrade upgrade -> {
                goesOn = true;
                yield new HttpResponse.Upgrade(upgrade.headers(),
                        new EndNoticed.OfSession(upgrade.session(), this::end));
            }
        };
    }

    private static long length(HttpResponse response) {
        return switch (response) {
            case HttpResponse.Bytes bytes -> bytes.body().length;
            case HttpResponse.Pieces pieces -> pieces.length();
            case HttpResponse.Stream stream -> -1;
            case HttpResponse.Upgrade upgrade -> -1;
        };
    }

    @Override
    public void close() {
        if (!goesOn) {
            end();
        }
    }

    private void end() {
        List.of(serving, authentication).forEach(Span::end);
    }
}
