package dev.coracle.store.robustness.traffic;

import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchProgressRequest;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.robustness.watching.Wish;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One watch stream, of which messages are taken one by one: what is not taken waits in the network and at the server. */
final class WatchStreamCall implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {

    /** What the stream delivers. */
    sealed interface Delivery {
        record Message(WatchResponse message) implements Delivery {}

        record End(String why) implements Delivery {}
    }

    private final BlockingQueue<Delivery> taken = new LinkedBlockingQueue<>();
    @SuppressWarnings("NullAway.Init")
    private ClientCallStreamObserver<WatchRequest> call;

    static WatchStreamCall open(EtcdConnection connection) {
        WatchStreamCall stream = new WatchStreamCall();
        connection.watches().watch(stream);
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> requests) {
        call = requests;
        requests.disableAutoRequestWithInitial(1);
    }

    void create(long id, Wish wish, boolean bookmarks) {
        WatchCreateRequest.Builder create = WatchCreateRequest.newBuilder().setWatchId(id)
                .setKey(Wire.bytes(wish.from())).setRangeEnd(Wire.bytes(wish.to())).setStartRevision(wish.start())
                .setPrevKv(wish.previous()).setProgressNotify(bookmarks);
        if (!wish.puts()) {
            create.addFilters(WatchCreateRequest.FilterType.NOPUT);
        }
        if (!wish.deletes()) {
            create.addFilters(WatchCreateRequest.FilterType.NODELETE);
        }
        call.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
    }

    void askForProgress() {
        call.onNext(WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
    }

    /** The next delivery, if it comes in time. The one after is let in when {@link #letIn} is called. */
    Optional<Delivery> take(long millis) throws InterruptedException {
        return Optional.ofNullable(taken.poll(millis, TimeUnit.MILLISECONDS));
    }

    void letIn() {
        call.request(1);
    }

    @Override
    public void onNext(WatchResponse message) {
        taken.add(new Delivery.Message(message));
    }

    @Override
    public void onError(Throwable failure) {
        taken.add(new Delivery.End(failure.toString()));
    }

    @Override
    public void onCompleted() {
        taken.add(new Delivery.End("completed"));
    }

    @Override
    public void close() {
        call.cancel("done", null);
    }
}
