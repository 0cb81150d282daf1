package dev.coracle.store.etcd;

import dev.coracle.proto.etcdserverpb.KVGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a call is taken: one of the KV service on the event loop that read it, since that service holds no thread while the store works; all
 * others on a virtual thread, where they may block.
 */
final class CallExecutors implements ServerCallExecutorSupplier {

    private final Executor blocking;

    /** @param blocking for whatever may block */
    CallExecutors(Executor blocking) {
        this.blocking = blocking;
    }

    @Override
    public <A, B> @Nullable Executor getExecutor(ServerCall<A, B> call, Metadata metadata) {
        return KVGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName()) ? null : blocking;
    }
}
