package dev.coracle.apiserver.tracing.otlp;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A collector of OTLP over gRPC that keeps all it gets. */
public final class Collector implements AutoCloseable {

    private final Server server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Map<String, String>> resources = new LinkedBlockingQueue<>();

    public Collector() throws IOException {
        this(0);
    }

    Collector(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(new TraceServiceGrpc.TraceServiceImplBase() {
                    @Override
                    public void export(ExportTraceServiceRequest request,
                            StreamObserver<ExportTraceServiceResponse> answer) {
                        request.getResourceSpansList().forEach(r -> {
                            r.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                            resources.add(attributes(r.getResource().getAttributesList()));
                        });
                        answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                        answer.onCompleted();
                    }
                }).build().start();
    }

    public int port() {
        return server.getPort();
    }

    public List<Span> spans() {
        return spans;
    }

    /** Waits for the next batch. @return what it says of who sends it */
    public Map<String, String> awaitBatch() throws InterruptedException {
        return resources.take();
    }

    public List<Span> named(String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** The only one of its name. */
    public Span one(String name) {
        List<Span> found = named(name);
        if (found.size() != 1) {
            throw new AssertionError(
                    found.size() + " spans " + name + " among " + spans.stream().map(Span::getName).toList());
        }
        return found.getFirst();
    }

    public static Map<String, String> attributes(List<KeyValue> pairs) {
        Map<String, String> map = new TreeMap<>();
        pairs.forEach(pair -> map.put(pair.getKey(), text(pair.getValue())));
        return map;
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
