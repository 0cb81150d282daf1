package dev.coracle.apiserver.tracing;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a trace shows of questions to etcd, and what tells etcd that they are part of it. A watch is nobody's part: one serves all requests. Names,
 * attributes and events as kube-apiserver 1.36 has them. Source: OpenTelemetry's conventions for RPC, version 1.39.
 */
public final class EtcdSpans implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Span asker = method.getType() == MethodDescriptor.MethodType.UNARY ? Step.current() : Span.NONE;
        if (asker == Span.NONE) {
            return next.newCall(method, options);
        }
        Span span = asker.child(method.getFullMethodName(), Span.Kind.CLIENT);
        span.set("rpc.system.name", "grpc");
        span.set("rpc.method", method.getFullMethodName());
        CallOptions traced = span.recorded() ? options.withStreamTracerFactory(new Transfers(span)) : options;
        return new Followed<>(next.newCall(method, traced), span);
    }

    /** From the beginning of a call to its end. */
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
                    span.set("rpc.response.status_code", inGo(status.getCode()));
                    if (!status.isOk()) {
                        span.failed(Optional.ofNullable(status.getDescription()).orElse(""));
                    }
                    span.end();
                    super.onClose(status, trailers);
                }
            }, headers);
        }
    }

    /** {@code DeadlineExceeded} for {@code DEADLINE_EXCEEDED}: the names of codes in gRPC for Go. */
    static String inGo(Status.Code code) {
        return switch (code) {
            case OK -> "OK";
            case CANCELLED -> "Canceled";
            default -> {
                StringBuilder name = new StringBuilder();
                for (String word : code.name().split("_")) {
                    name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
                }
                yield name.toString();
            }
        };
    }

    /** What goes to whom, and what comes back. */
    private static final class Transfers extends ClientStreamTracer.Factory {
        private final Span span;

        Transfers(Span span) {
            this.span = span;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transport, Metadata sent) {
                    if (transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress server) {
                        span.set("server.address", server.getAddress().getHostAddress());
                        span.set("server.port", server.getPort());
                    }
                }

                @Override
                public void outboundMessageSent(int number, long wireSize, long size) {
                    message("SENT", number, size);
                }

                @Override
                public void inboundMessageRead(int number, long wireSize, long size) {
                    message("RECEIVED", number, size);
                }
            };
        }

        /** @param number from 0 @param size in bytes; nothing is compressed on the way to an etcd */
        private void message(String type, int number, long size) {
            span.event("message", Map.of("rpc.message.type", type, "rpc.message.id", number + 1L,
                    "rpc.message.compressed_size", size, "rpc.message.uncompressed_size", size));
        }
    }
}
