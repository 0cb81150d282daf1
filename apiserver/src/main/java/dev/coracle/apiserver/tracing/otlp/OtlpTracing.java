package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.tracing.RequestTrace;
import dev.coracle.apiserver.tracing.Tracing;
import dev.coracle.base.clock.Clock;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Traces as {@code --tracing-config-file} asks for them. Requests never wait for the collector; when the server ends, at most {@link #FLUSH} does. */
public final class OtlpTracing implements Tracing {

    private static final double MILLION = 1e6;
    private static final Duration EXPORT = Duration.ofSeconds(10);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    /** What it has to say of a failing collector is said here already, and in this server's own form. Kept, for loggers forget what nobody holds. */
    private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

    private final TracingConfiguration configuration;
    private final ManagedChannel channel;
    private final SpanQueue queue;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpTracing(TracingConfiguration configuration, Clock clock) throws IOException {
        EXPORTERS.setLevel(Level.OFF);
        this.configuration = configuration;
        this.channel = channel(configuration.endpoint());
        this.queue = new SpanQueue(exporter(), EXPORT, clock);
        Sampler here = configuration.samplesInMillion() == 0
                ? Sampler.alwaysOff()
                : Sampler.traceIdRatioBased(configuration.samplesInMillion() / MILLION);
        this.provider = SdkTracerProvider.builder().setSampler(Sampler.parentBased(here)).addSpanProcessor(queue)
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "apiserver",
                        AttributeKey.stringKey("service.instance.id"), InstanceId.ofThisHost())))
                .build();
        this.tracer = provider.get("dev.coracle.apiserver");
    }

    /** @throws IOException if there can be no such endpoint */
    public static Tracing start(TracingConfiguration configuration, Clock clock) throws IOException {
        return new OtlpTracing(configuration, clock);
    }

    private static ManagedChannel channel(String endpoint) throws IOException {
        if (endpoint.startsWith("unix-abstract:")) {
            throw new IOException(
                    "--tracing-config-file: the endpoint " + endpoint + " can't be used here; give a host and a port");
        }
        try {
            return Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create()).directExecutor()
                    .disableRetry().build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "--tracing-config-file: the endpoint " + endpoint + " can't be used: " + e.getMessage(), e);
        }
    }

    private SpanExporter exporter() {
        GrpcSenderProvider ours = (GrpcSenderConfig config) -> new ChannelSender(channel, config.getFullMethodName(),
                EXPORT);
        return OtlpGrpcSpanExporter.builder().setMeterProvider(MeterProvider.noop()).setTimeout(EXPORT)
                .setComponentLoader(new ComponentLoader() {
                    @Override
                    public <T> Iterable<T> load(Class<T> kind) {
                        return kind == GrpcSenderProvider.class ? List.of(kind.cast(ours)) : List.of();
                    }
                }).build();
    }

    @Override
    public RequestTrace arrives(RequestContext context) {
        boolean nobody = configuration.samplesInMillion() == 0
                && !context.request().headers().containsKey(TRACE_PARENT);
        return nobody ? RequestTrace.NONE : new OtlpTrace(tracer, context);
    }

    @Override
    public void close() {
        try {
            queue.close(FLUSH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.shutdownNow();
            provider.shutdown();
        }
    }
}
