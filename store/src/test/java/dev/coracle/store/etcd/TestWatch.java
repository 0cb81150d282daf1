package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.proto.etcdserverpb.WatchCancelRequest;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchProgressRequest;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A watch stream whose answers are taken one by one. */
final class TestWatch implements StreamObserver<WatchResponse> {

    private final BlockingQueue<WatchResponse> answers = new LinkedBlockingQueue<>();
    private final StreamObserver<WatchRequest> requests;

    TestWatch(EtcdTestServer etcd) {
        this.requests = etcd.watch().watch(this);
    }

    /** Creates a watch and waits until it is there. */
    WatchResponse create(WatchCreateRequest.Builder watch) throws InterruptedException {
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(watch).build());
        WatchResponse created = next();
        assertTrue(created.getCreated(), () -> "no watch: " + created);
        return created;
    }

    void cancel(long id) {
        requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id)).build());
    }

    void askProgress() {
        requests.onNext(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
    }

    WatchResponse next() throws InterruptedException {
        @Nullable
        WatchResponse answer = answers.poll(10, TimeUnit.SECONDS);
        assertNotNull(answer, "nothing came within 10 s");
        return answer;
    }

    void end() {
        requests.onCompleted();
    }

    @Override
    public void onNext(WatchResponse answer) {
        answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
}
