package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.apiserver.tracing.Span;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of OpenTelemetry's spans, in the context in which it stands. */
record OtlpSpan(Tracer tracer, Context context) implements Span {

    static final TextMapPropagator PROPAGATOR = TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(),
            W3CBaggagePropagator.getInstance());

    static OtlpSpan begin(Tracer tracer, SpanBuilder builder, Context parent) {
        return new OtlpSpan(tracer, parent.with(builder.startSpan()));
    }

    private io.opentelemetry.api.trace.Span span() {
        return io.opentelemetry.api.trace.Span.fromContext(context);
    }

    @Override
    public boolean recorded() {
        return span().isRecording();
    }

    @Override
    public void set(String key, String value) {
        span().setAttribute(AttributeKey.stringKey(key), value);
    }

    @Override
    public void set(String key, long value) {
        span().setAttribute(AttributeKey.longKey(key), value);
    }

    @Override
    public void event(String name) {
        span().addEvent(name);
    }

    @Override
    public void event(String name, Map<String, ?> said) {
        AttributesBuilder attributes = Attributes.builder();
        said.forEach((key, value) -> {
            switch (value) {
                case Long number -> attributes.put(key, number);
                default -> attributes.put(key, value.toString());
            }
        });
        span().addEvent(name, attributes.build());
    }

    @Override
    public void failed(String why) {
        span().setStatus(StatusCode.ERROR, why);
    }

    /** Parts of what is not recorded are not either, and need no names of their own. */
    @Override
    public Span child(String name, Kind kind) {
        if (!recorded()) {
            return this;
        }
        SpanBuilder builder = tracer.spanBuilder(name).setParent(context).setSpanKind(switch (kind) {
            case INTERNAL -> SpanKind.INTERNAL;
            case CLIENT -> SpanKind.CLIENT;
        });
        return begin(tracer, builder, context);
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        PROPAGATOR.inject(context, headers, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return headers;
    }

    @Override
    public void end() {
        span().end();
    }
}
