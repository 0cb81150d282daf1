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

    /** {@code INVALID_ARGUMENT}: the request means nothing. */
    public static StatusRuntimeException invalid(String text) {
        return error(Status.INVALID_ARGUMENT, text);
    }

    /** {@code FAILED_PRECONDITION}: the request means something, but not here or now. */
    public static StatusRuntimeException refused(String text) {
        return error(Status.FAILED_PRECONDITION, text);
    }

    /** {@code NOT_FOUND}. */
    public static StatusRuntimeException notFound(String text) {
        return error(Status.NOT_FOUND, text);
    }

    /** {@code UNIMPLEMENTED}: etcd could, this server cannot; the text says why. */
    public static StatusRuntimeException unsupported(String text) {
        return error(Status.UNIMPLEMENTED, text);
    }

    private static StatusRuntimeException error(Status status, String text) {
        return status.withDescription("etcdserver: " + text).asRuntimeException();
    }

    /** The alarm CORRUPT is on: nothing is answered until it is disarmed. */
    public static StatusRuntimeException corrupt() {
        return error(Status.DATA_LOSS, "corrupt cluster");
    }

    static StatusRuntimeException emptyKey() {
        return invalid("key is not provided");
    }

    public static StatusRuntimeException noSpace() {
        return error(Status.RESOURCE_EXHAUSTED, "mvcc: database space exceeded");
    }

    public static StatusRuntimeException leaseNotFound() {
        return notFound("requested lease not found");
    }

    public static StatusRuntimeException leaseExists() {
        return refused("lease already exists");
    }

    public static StatusRuntimeException leaseTooLong() {
        return error(Status.OUT_OF_RANGE, "too large lease TTL");
    }

    public static StatusRuntimeException authOff() {
        return refused("authentication is not enabled");
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
                case StoreException.Unreadable e ->
                    Status.DATA_LOSS.withDescription(e.getMessage()).asRuntimeException();
                case StoreException.Refused e -> invalid(String.valueOf(e.getMessage()));
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
