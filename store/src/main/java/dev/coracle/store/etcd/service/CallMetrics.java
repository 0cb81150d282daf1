package dev.coracle.store.etcd.service;

import dev.coracle.base.metrics.Metrics;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.ConcurrentHashMap;

/** Counts calls under the names that go-grpc-prometheus gives them. Each method's counters are looked up once. */
public final class CallMetrics implements ServerInterceptor {

    private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};

    private static final Counter STARTED = Metrics.counter("grpc_server_started_total",
            "Total number of RPCs started on the server.", LABELS);
    private static final Counter HANDLED = Metrics.counter("grpc_server_handled_total",
            "Total number of RPCs completed on the server, regardless of success or failure.", "grpc_type",
            "grpc_service", "grpc_method", "grpc_code");

    private static final class Method {
        private final String[] labels;
        private final CounterDataPoint started;
        private final CounterDataPoint succeeded;

        Method(MethodDescriptor<?, ?> descriptor) {
            String type = switch (descriptor.getType()) {
                case UNARY -> "unary";
                case CLIENT_STREAMING -> "client_stream";
                case SERVER_STREAMING -> "server_stream";
                case BIDI_STREAMING -> "bidi_stream";
                case UNKNOWN -> "unknown";
            };
            labels = new String[]{type, String.valueOf(descriptor.getServiceName()),
                String.valueOf(descriptor.getBareMethodName())};
            started = STARTED.labelValues(labels);
            succeeded = HANDLED.labelValues(labels[0], labels[1], labels[2], "OK");
        }

        void handled(Status.Code code) {
            (code == Status.Code.OK ? succeeded : HANDLED.labelValues(labels[0], labels[1], labels[2], goName(code)))
                    .inc();
        }
    }

    private final ConcurrentHashMap<String, Method> methods = new ConcurrentHashMap<>();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> descriptor = call.getMethodDescriptor();
        Method method = methods.computeIfAbsent(descriptor.getFullMethodName(), name -> new Method(descriptor));
        method.started.inc();
        return next.startCall(new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                method.handled(status.getCode());
                super.close(status, trailers);
            }
        }, headers);
    }

    /** {@code RESOURCE_EXHAUSTED} is {@code ResourceExhausted} in Go. */
    private static String goName(Status.Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }
}
