package dev.coracle.store.etcd.service;

import dev.coracle.proto.health.HealthCheckRequest;
import dev.coracle.proto.health.HealthCheckResponse;
import dev.coracle.proto.health.HealthCheckResponse.ServingStatus;
import dev.coracle.proto.health.HealthGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** gRPC's own health service: whoever is reached here is served. The name of no service, as etcd has it, means the whole server. */
public final class HealthService extends HealthGrpc.HealthImplBase {

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
        if (request.getService().isEmpty()) {
            to.onNext(response(ServingStatus.SERVING));
            to.onCompleted();
        } else {
            to.onError(Status.NOT_FOUND.withDescription("unknown service").asException());
        }
    }

    /** Says it once; the stream ends with the server. */
    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> to) {
        to.onNext(response(
                request.getService().isEmpty() ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN));
    }
}
