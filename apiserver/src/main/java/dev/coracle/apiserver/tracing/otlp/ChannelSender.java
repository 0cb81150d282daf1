package dev.coracle.apiserver.tracing.otlp;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what OpenTelemetry's exporter has encoded over a gRPC channel, and waits for a connection while there is time. A collector that fails is told of once, until it answers. */
final class ChannelSender implements GrpcSender {

    private static final Logger log = LoggerFactory.getLogger(ChannelSender.class);

    private final Channel channel;
    private final MethodDescriptor<byte[], byte[]> method;
    private final Duration timeout;
    private volatile boolean failing;

    /** @param method such as {@code package.Service/Method} */
    ChannelSender(Channel channel, String method, Duration timeout) {
        this.channel = channel;
        this.method = MethodDescriptor.<byte[], byte[]>newBuilder().setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method).setRequestMarshaller(Plain.INSTANCE).setResponseMarshaller(Plain.INSTANCE)
                .build();
        this.timeout = timeout;
    }

    @Override
    public void send(MessageWriter message, Consumer<GrpcResponse> answered, Consumer<Throwable> failed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getContentLength());
        try {
            message.writeMessage(bytes);
        } catch (IOException e) {
            failed.accept(e);
            return;
        }
        CallOptions options = CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), bytes.toByteArray(),
                new Outcome(answered, failed));
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess(); // the channel's owner closes it
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Response(GrpcStatusCode status, String description, byte[] message) implements GrpcResponse {
        @Override
        public GrpcStatusCode getStatusCode() {
            return status;
        }

        @Override
        public String getStatusDescription() {
            return description;
        }

        @Override
        public byte[] getResponseMessage() {
            return message;
        }
    }

    private final class Outcome implements StreamObserver<byte[]> {
        private final Consumer<GrpcResponse> answered;
        private final Consumer<Throwable> failed;
        private byte[] answer = new byte[0];

        Outcome(Consumer<GrpcResponse> answered, Consumer<Throwable> failed) {
            this.answered = answered;
            this.failed = failed;
        }

        @Override
        public void onNext(byte[] message) {
            answer = message;
        }

        @Override
        public void onCompleted() {
            failing = false;
            answered.accept(new Response(GrpcStatusCode.OK, "", answer));
        }

        @Override
        public void onError(Throwable why) {
            if (!failing) {
                failing = true;
                log.warn("the collector of traces does not take them: {}", why.getMessage());
            }
            switch (why) {
                case StatusRuntimeException e -> answered.accept(refusal(e.getStatus()));
                case StatusException e -> answered.accept(refusal(e.getStatus()));
                default -> failed.accept(why);
            }
        }

        private Response refusal(Status status) {
            return new Response(GrpcStatusCode.fromValue(status.getCode().value()),
                    String.valueOf(status.getDescription()), answer);
        }
    }

    /** Bytes as they are. */
    private enum Plain implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
