package dev.coracle.store.etcd;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.AuthGrpc;
import dev.coracle.proto.etcdserverpb.ClusterGrpc;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.LeaseGrpc;
import dev.coracle.proto.etcdserverpb.MaintenanceGrpc;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.PutResponse;
import dev.coracle.proto.etcdserverpb.WatchGrpc;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.flags.ServerOptions;
import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.http.TlsFiles;
import dev.coracle.store.etcd.request.Limits;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** A server on a port of its own, and stubs that talk to it. */
final class EtcdTestServer implements AutoCloseable {

    final EtcdServer server;
    private final ManagedChannel channel;

    private EtcdTestServer(EtcdServer server) {
        this.server = server;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext()
                .maxInboundMessageSize(64 << 20).build();
    }

    static EtcdTestServer start() throws IOException {
        return start(EmbeddedStore.inMemory(SystemClock.instance()), SystemClock.instance());
    }

    static EtcdTestServer start(EmbeddedStore store, Clock clock) throws IOException {
        return start(store, options(), clock);
    }

    static EtcdTestServer start(EmbeddedStore store, ServerOptions options, Clock clock) throws IOException {
        return new EtcdTestServer(EtcdServer.start(store, options, clock));
    }

    private static Listener any(boolean secure, boolean api) {
        return new Listener(new InetSocketAddress("127.0.0.1", 0), secure, api);
    }

    static ServerOptions options() {
        return options(Limits.DEFAULT, 0);
    }

    static ServerOptions options(Limits limits, long quota) {
        return new ServerOptions("default", List.of(any(false, true), any(false, false)), Optional.empty(),
                List.of("http://127.0.0.1:1"), limits, quota, Duration.ofMinutes(10),
                ServerOptions.Connections.DEFAULT);
    }

    static ServerOptions secure(TlsFiles tls) {
        return new ServerOptions("default", List.of(any(true, true)), Optional.of(tls), List.of(), Limits.DEFAULT, 0,
                Duration.ofMinutes(10), ServerOptions.Connections.DEFAULT);
    }

    ManagedChannel channel() {
        return channel;
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel);
    }

    WatchGrpc.WatchStub watch() {
        return WatchGrpc.newStub(channel);
    }

    LeaseGrpc.LeaseBlockingStub lease() {
        return LeaseGrpc.newBlockingStub(channel);
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return MaintenanceGrpc.newBlockingStub(channel);
    }

    ClusterGrpc.ClusterBlockingStub cluster() {
        return ClusterGrpc.newBlockingStub(channel);
    }

    AuthGrpc.AuthBlockingStub auth() {
        return AuthGrpc.newBlockingStub(channel);
    }

    PutResponse put(String key, String value) {
        return kv().put(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build());
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** The call is refused with exactly this code and text. */
    static void refused(Status.Code code, String text, Executable call) {
        Status status = Assertions.assertThrows(StatusRuntimeException.class, call).getStatus();
        Assertions.assertEquals(code + " " + text, status.getCode() + " " + status.getDescription());
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(path, 0);
    }

    /** @param listener which of the server's addresses */
    HttpResponse<String> get(String path, int listener) throws Exception {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.ports().get(listener) + path)).build();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }
}
