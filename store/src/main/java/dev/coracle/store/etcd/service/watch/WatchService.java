package dev.coracle.store.etcd.service.watch;

import dev.coracle.base.clock.Clock;
import dev.coracle.proto.etcdserverpb.WatchGrpc;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.etcd.member.Member;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** etcd's Watch service. */
public final class WatchService extends WatchGrpc.WatchImplBase {

    private final Member member;
    private final Clock clock;
    private final Duration progressEvery;

    public WatchService(Member member, Clock clock, Duration progressEvery) {
        this.member = member;
        this.clock = clock;
        this.progressEvery = progressEvery;
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> to) {
        WatchStream stream = new WatchStream(member, (ServerCallStreamObserver<WatchResponse>) to, clock,
                progressEvery);
        stream.start();
        return stream;
    }
}
