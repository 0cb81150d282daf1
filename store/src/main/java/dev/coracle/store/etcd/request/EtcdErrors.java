package dev.coracle.store.etcd.request;

import dev.coracle.store.port.StoreException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** etcd's errors: clients tell them apart by their texts. Source: etcd's api/v3rpc/rpctypes. */
public final class EtcdErrors {

    private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";

    private EtcdErrors() {}

    static StatusRuntimeException invalid(String text) {
        return Status.INVALID_ARGUMENT.withDescription("etcdserver: " + text).asRuntimeException();
    }

    static StatusRuntimeException emptyKey() {
        return invalid("key is not provided");
    }

    public static StatusRuntimeException noSpace() {
        return Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded")
                .asRuntimeException();
    }

    public static StatusRuntimeException leaseNotFound() {
        return Status.NOT_FOUND.withDescription("etcdserver: requested lease not found").asRuntimeException();
    }

    public static StatusRuntimeException leaseExists() {
        return Status.FAILED_PRECONDITION.withDescription("etcdserver: lease already exists").asRuntimeException();
    }

    public static StatusRuntimeException leaseTooLong() {
        return Status.OUT_OF_RANGE.withDescription("etcdserver: too large lease TTL").asRuntimeException();
    }

    public static StatusRuntimeException authOff() {
        return Status.FAILED_PRECONDITION.withDescription("etcdserver: authentication is not enabled")
                .asRuntimeException();
    }

    public static StatusRuntimeException translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException known) {
                return known;
            }
        }
        if (failure instanceof StoreException known) {
            return switch (known) {
                case StoreException.Compacted e -> Status.OUT_OF_RANGE.withDescription(COMPACTED).asRuntimeException();
                case StoreException.FutureRevision e ->
                    Status.OUT_OF_RANGE.withDescription(e.getMessage()).asRuntimeException();
                case StoreException.NoSpace e -> noSpace();
                case StoreException.TooManyRequests e ->
                    Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()).asRuntimeException();
                case StoreException.TooLarge e -> invalid("request is too large");
                case StoreException.Unavailable e -> Status.UNAVAILABLE
                        .withDescription("etcdserver: server stopped: " + e.getMessage()).asRuntimeException();
            };
        }
        return Status.INTERNAL.withDescription("etcdserver: " + failure).withCause(failure).asRuntimeException();
    }

    /** Answers a unary call with what {@code work} gives, or with etcd's error. */
    public static <T> void answer(StreamObserver<T> to, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            to.onError(translate(e));
            return;
        }
        to.onNext(answer);
        to.onCompleted();
    }
}
