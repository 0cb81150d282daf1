package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrantResponse;
import dev.coracle.proto.etcdserverpb.LeaseGrpc;
import dev.coracle.proto.etcdserverpb.LeaseKeepAliveRequest;
import dev.coracle.proto.etcdserverpb.LeaseKeepAliveResponse;
import dev.coracle.proto.etcdserverpb.LeaseLeasesRequest;
import dev.coracle.proto.etcdserverpb.LeaseLeasesResponse;
import dev.coracle.proto.etcdserverpb.LeaseRevokeRequest;
import dev.coracle.proto.etcdserverpb.LeaseRevokeResponse;
import dev.coracle.proto.etcdserverpb.LeaseStatus;
import dev.coracle.proto.etcdserverpb.LeaseTimeToLiveRequest;
import dev.coracle.proto.etcdserverpb.LeaseTimeToLiveResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.etcd.request.Ranges;
import dev.coracle.store.mvcc.lease.Leases.LeaseInfo;
import dev.coracle.store.mvcc.lease.Leases;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** etcd's Lease service. */
public final class LeaseService extends LeaseGrpc.LeaseImplBase {

    /** etcd's bounds, in seconds. */
    private static final long SHORTEST = 2;
    private static final long LONGEST = 9_000_000_000L;

    private final Member member;
    private final Leases leases;

    public LeaseService(Member member) {
        this.member = member;
        this.leases = member.store.leases();
    }

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> to) {
        EtcdErrors.answer(to, () -> {
            if (request.getTTL() > LONGEST) {
                throw EtcdErrors.leaseTooLong();
            }
            member.admitLease();
            long seconds = Math.max(SHORTEST, request.getTTL());
            long id = request.getID();
            if (id == 0) {
                id = leases.grant(seconds);
            } else if (!leases.grant(id, seconds)) {
                throw EtcdErrors.leaseExists();
            }
            return LeaseGrantResponse.newBuilder().setHeader(member.header()).setID(id).setTTL(seconds).build();
        });
    }

    @Override
    public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> to) {
        EtcdErrors.answer(to, () -> {
            if (!leases.revoke(request.getID())) {
                throw EtcdErrors.leaseNotFound();
            }
            return LeaseRevokeResponse.newBuilder().setHeader(member.header()).build();
        });
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> to) {
        return new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveRequest request) {
                // A lease that is gone has 0 seconds: that is how etcd says it here.
                to.onNext(LeaseKeepAliveResponse.newBuilder().setHeader(member.header()).setID(request.getID())
                        .setTTL(leases.keepAlive(request.getID()).orElse(0)).build());
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> to) {
        EtcdErrors.answer(to, () -> {
            LeaseTimeToLiveResponse.Builder answer = LeaseTimeToLiveResponse.newBuilder().setHeader(member.header())
                    .setID(request.getID());
            Optional<LeaseInfo> found = leases.find(request.getID());
            if (found.isEmpty()) {
                return answer.setTTL(-1).build();
            }
            LeaseInfo lease = found.get();
            if (request.getKeys()) {
                lease.keys().forEach(key -> answer.addKeys(Ranges.bytes(key)));
            }
            return answer.setTTL(lease.left()).setGrantedTTL(lease.granted()).build();
        });
    }

    @Override
    public void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> to) {
        EtcdErrors.answer(to, () -> {
            LeaseLeasesResponse.Builder answer = LeaseLeasesResponse.newBuilder().setHeader(member.header());
            leases.ids().forEach(id -> answer.addLeases(LeaseStatus.newBuilder().setID(id)));
            return answer.build();
        });
    }
}
