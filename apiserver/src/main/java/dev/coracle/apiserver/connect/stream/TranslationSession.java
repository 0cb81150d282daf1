package dev.coracle.apiserver.connect.stream;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.Upgrading;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.spdy.SpdyConnection;
import dev.coracle.base.spdy.SpdyStream;
import dev.coracle.base.websocket.Channels;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.Relay;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command whose client speaks WebSocket channels (v5) while its kubelet speaks SPDY. The client's handshake is over before the kubelet is asked, so that whatever goes
 * wrong is told on the error channel. Source: kube-apiserver's stream translator (KEP-4006).
 */
public final class TranslationSession implements HttpResponse.Session {

    private static final Logger log = LoggerFactory.getLogger(TranslationSession.class);

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final List<String> VERSIONS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io", "v3.channel.k8s.io",
            "v2.channel.k8s.io");

    private final Upstream upstream;
    private final Backend kubelet;
    private final String target;
    private final RemoteStreams.Wanted wanted;
    private final CompletableFuture<RemoteStreams> ready = new CompletableFuture<>();

    public TranslationSession(Upstream upstream, Backend kubelet, String target, RemoteStreams.Wanted wanted) {
        this.upstream = upstream;
        this.kubelet = kubelet;
        this.target = target;
        this.wanted = wanted;
    }

    @Override
    public void run(Duplex client) throws IOException, InterruptedException {
        try (WebSocketConnection socket = new WebSocketConnection(client)) {
            Channels channels = new Channels(socket, false, true);
            channels.write(wanted.stdout() ? STDOUT : wanted.stderr() ? STDERR : ERROR, new byte[0], 0, 0);
            byte[] status = Json.print(RemoteStatus.of(() -> execute(channels)));
            channels.write(ERROR, status, 0, status.length);
        }
    }

    /** @return the kubelet's last word, and the protocol in which it is said */
    private RemoteStatus.LastWord execute(Channels channels) throws IOException, InterruptedException {
        Upgrading.Answer answer = upstream.ask("POST", "SPDY/3.1", kubelet, target,
                Map.of("X-Stream-Protocol-Version", VERSIONS));
        return switch (answer) {
            case Upgrading.Answer.Refused refused -> throw RemoteStatus.refusal(refused);
            case Upgrading.Answer.Agreed agreed -> {
                if (!agreed.head().upgradesTo("SPDY/3.1")) {
                    agreed.connection().close();
                    throw StatusException.internal("unable to upgrade connection: the kubelet chose another protocol");
                }
                try (SpdyConnection connection = SpdyConnection.client(agreed.connection())) {
                    yield new RemoteStatus.LastWord(translate(channels, connection),
                            agreed.head().first("X-Stream-Protocol-Version").orElse(""));
                }
            }
        };
    }

    private String translate(Channels channels, SpdyConnection connection) throws IOException, InterruptedException {
        Thread.ofVirtual().name("spdy-reader").start(() -> read(connection));
        Thread.ofVirtual().name("websocket-reader").start(() -> read(channels, connection));
        RemoteStreams streams = RemoteStreams.open(connection, wanted);
        ready.complete(streams);
        List<Thread> outputs = List.of(copy(streams.stdout(), channels.output(STDOUT), connection),
                copy(streams.stderr(), channels.output(STDERR), connection));
        for (Thread output : outputs) {
            output.join();
        }
        return streams.status();
    }

    private static void read(SpdyConnection connection) {
        try {
            connection.run();
        } catch (IOException e) {
            log.debug("a kubelet's SPDY connection broke: {}", e.getMessage());
        }
    }

    /** A client that says goodbye, goes, or breaks the protocol takes its command's connection with it. */
    private void read(Channels channels, SpdyConnection connection) {
        try (connection) {
            channels.run(new ToKubelet());
        } catch (IOException e) {
            log.debug("a client's WebSocket broke: {}", e.getMessage());
        }
    }

    private static Thread copy(Optional<SpdyStream> from, OutputStream to, SpdyConnection connection) {
        return Thread.ofVirtual().name("spdy-to-websocket").start(() -> {
            if (from.isEmpty()) {
                return;
            }
            try {
                Relay.copy(from.get().input(), to);
            } catch (IOException e) {
                connection.close(); // one of both has gone
            }
        });
    }

    /** What the client sends, to the kubelet; what the kubelet doesn't want any more is dropped. */
    private final class ToKubelet implements Channels.Receiver {
        @Override
        public void data(int channel, byte[] data, int offset, int length) {
            stream(channel).ifPresent(stream -> {
                try {
                    stream.output().write(data, offset, length);
                } catch (IOException ended) {
                    // the command doesn't read any more, and may still have something to say
                }
            });
        }

        @Override
        public void closed(int channel) {
            stream(channel).ifPresent(stream -> {
                try {
                    stream.output().close();
                } catch (IOException ended) {
                    // it is closed
                }
            });
        }

        private Optional<SpdyStream> stream(int channel) {
            try {
                return switch (channel) {
                    case STDIN -> ready.get().stdin();
                    case RESIZE -> ready.get().resize();
                    default -> Optional.empty();
                };
            } catch (ExecutionException | CancellationException | InterruptedException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        ready.cancel(false);
    }
}
