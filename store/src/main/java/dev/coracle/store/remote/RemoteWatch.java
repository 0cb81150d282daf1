package dev.coracle.store.remote;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchGrpc;
import dev.coracle.proto.etcdserverpb.WatchProgressRequest;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.proto.mvccpb.Event;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch on a gRPC stream of its own: a slow listener holds up nobody else, since the stream's flow control reaches back to the server.
 * The stream ends when the server loses its leader.
 */
final class RemoteWatch implements KeyValuePort.Watch, ClientResponseObserver<WatchRequest, WatchResponse> {

    private static final Metadata.Key<String> HAS_LEADER = Metadata.Key.of("hasleader",
            Metadata.ASCII_STRING_MARSHALLER);

    private final WatchListener listener;
    private final Consumer<RemoteWatch> whenOver;
    private final CompletableFuture<Boolean> created = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    /** A stream takes one request at a time. */
    private final ReentrantLock sending = new ReentrantLock();
    private volatile @Nullable ClientCallStreamObserver<WatchRequest> requests;

    RemoteWatch(WatchListener listener, Consumer<RemoteWatch> whenOver) {
        this.listener = listener;
        this.whenOver = whenOver;
    }

    /** Opens the stream and waits until the server watches. @throws StoreException if it does not within {@code seconds} */
    void open(ManagedChannel channel, String from, String to, long startRevision, long seconds) {
        Metadata headers = new Metadata();
        headers.put(HAS_LEADER, "true");
        WatchGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).watch(this);
        send(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8(from))
                        .setRangeEnd(ByteString.copyFromUtf8(to)).setStartRevision(startRevision).setPrevKv(true)
                        .setProgressNotify(true))
                .build());
        try {
            created.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while waiting for etcd to watch", e);
        } catch (TimeoutException e) {
            close();
            throw new StoreException.Unavailable("etcd did not begin the watch within " + seconds + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException known) {
                throw known;
            }
            throw new StoreException.Unavailable("etcd did not begin the watch: " + e.getCause(), e);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        requests = stream;
    }

    /** Asks the server how far this watch is; the answer is the listener's. */
    void askProgress() {
        send(WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
    }

    private void send(WatchRequest request) {
        sending.lock();
        try {
            ClientCallStreamObserver<WatchRequest> stream = requests;
            if (stream != null && !over.get()) {
                stream.onNext(request);
            }
        } catch (IllegalStateException e) {
            // The stream has ended meanwhile, and says so to the listener by itself.
            return;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void onNext(WatchResponse response) {
        if (over.get()) {
            return;
        }
        if (response.getCanceled()) {
            end(response.getCompactRevision() > 0
                    ? new StoreException.Compacted(response.getCompactRevision())
                    : new StoreException.Unavailable("etcd ended the watch: " + response.getCancelReason()));
            hangUp();
        } else if (response.getCreated()) {
            created.complete(true);
        } else if (response.getEventsCount() == 0) {
            listener.onProgress(response.getHeader().getRevision());
        } else {
            List<WatchEvent> events = new ArrayList<>(response.getEventsCount());
            response.getEventsList().forEach(event -> events.add(event(event)));
            listener.onEvents(events);
        }
    }

    private static WatchEvent event(Event event) {
        Optional<KeyValue> previous = event.hasPrevKv()
                ? Optional.of(Messages.keyValue(event.getPrevKv()))
                : Optional.empty();
        KeyValue current = Messages.keyValue(event.getKv());
        return event.getType() == Event.EventType.DELETE
                ? new WatchEvent.Delete(current.key(), current.modRevision(), previous)
                : new WatchEvent.Put(current, previous);
    }

    @Override
    public void onError(Throwable failure) {
        end(failure instanceof StatusRuntimeException status
                ? Caller.translate(status)
                : Caller.translate(Status.fromThrowable(failure).asRuntimeException()));
    }

    @Override
    public void onCompleted() {
        end(new StoreException.Unavailable("etcd closed the watch's stream"));
    }

    private void end(StoreException reason) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        whenOver.accept(this);
        // Who still waits for the watch to begin hears it from there.
        if (!created.completeExceptionally(reason)) {
            listener.onEnd(reason);
        }
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            whenOver.accept(this);
            hangUp();
        }
    }

    private void hangUp() {
        ClientCallStreamObserver<WatchRequest> stream = requests;
        if (stream != null) {
            stream.cancel("the watch is over", null);
        }
    }
}
