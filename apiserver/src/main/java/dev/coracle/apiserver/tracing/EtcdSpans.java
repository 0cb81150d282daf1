package dev.coracle.apiserver.tracing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * What a trace shows of questions to etcd, and what tells etcd that they are part of it. A watch is nobody's part: one serves all requests. Names and
 * attributes as kube-apiserver has them. Source: OpenTelemetry's conventions for RPC clients.
 */
public final class EtcdSpans implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Span asker = method.getType() == MethodDescriptor.MethodType.UNARY ? Step.current() : Span.NONE;
        ClientCall<Q, A> call = next.newCall(method, options);
        return asker == Span.NONE ? call : new Followed<>(call, begin(asker, method));
    }

    private static Span begin(Span asker, MethodDescriptor<?, ?> method) {
        Span span = asker.child(method.getFullMethodName(), Span.Kind.CLIENT);
        span.set("rpc.system", "grpc");
        span.set("rpc.service", String.valueOf(method.getServiceName()));
        span.set("rpc.method", String.valueOf(method.getBareMethodName()));
        return span;
    }

    private static final class Followed<Q, A> extends SimpleForwardingClientCall<Q, A> {
        private final Span span;

        Followed(ClientCall<Q, A> call, Span span) {
            super(call);
            this.span = span;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            span.headers().forEach((name, value) -> headers
                    .put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
            super.start(new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                    span.set("rpc.grpc.status_code", status.getCode().value());
                    if (!status.isOk()) {
                        span.failed(status.getCode().toString());
                    }
                    span.end();
                    super.onClose(status, trailers);
                }
            }, headers);
        }
    }
}
