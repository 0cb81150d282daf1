package dev.coracle.kubelet.streaming;

import dev.coracle.base.spdy.SpdyConnection;
import dev.coracle.base.spdy.SpdyStream;
import dev.coracle.base.wire.Duplex;
import dev.coracle.kubelet.runtime.CommandIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;

/** Exec and attach over SPDY: one stream for each thing that the command is connected to, and one for how it ended. */
final class SpdyCommand {

    private final CommandRequest request;
    private final int version;
    private final LinkedBlockingQueue<Optional<SpdyStream>> arriving = new LinkedBlockingQueue<>();

    private volatile boolean running;

    /** @param version of the protocol: from 3 on there are terminal sizes, from 4 on the end is a Status */
    SpdyCommand(CommandRequest request, int version) {
        this.request = request;
        this.version = version;
    }

    /** Returns when the client has gone. */
    void serve(Duplex duplex, NodeStreams.Command command) throws IOException, InterruptedException {
        try (SpdyConnection connection = SpdyConnection.server(duplex, stream -> arriving.add(Optional.of(stream)))) {
            Thread runner = Thread.currentThread();
            Thread reader = Thread.ofVirtual().name("spdy-reader").start(() -> read(connection, runner));
            Optional<Map<String, SpdyStream>> streams = await();
            if (streams.isPresent()) {
                run(streams.get(), command);
                reader.join(); // the client closes when it has read everything
            }
        }
    }

    /** A client that goes ends its command. */
    private void read(SpdyConnection connection, Thread runner) {
        try {
            connection.run();
        } catch (IOException broken) {
            connection.close();
        } finally {
            arriving.add(Optional.empty());
            if (running) {
                runner.interrupt();
            }
        }
    }

    private Optional<Map<String, SpdyStream>> await() throws InterruptedException {
        Set<String> wanted = new HashSet<>(Set.of("error"));
        Map.of("stdin", request.stdin(), "stdout", request.stdout(), "stderr", request.stderr() && !request.tty(),
                "resize", request.tty() && version >= 3).forEach((name, is) -> {
                    if (is) {
                        wanted.add(name);
                    }
                });
        Map<String, SpdyStream> streams = new HashMap<>();
        while (!streams.keySet().containsAll(wanted)) {
            Optional<SpdyStream> next = arriving.take();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            streams.put(next.get().headers().getOrDefault("streamtype", ""), next.get());
        }
        return Optional.of(streams);
    }

    private void run(Map<String, SpdyStream> streams, NodeStreams.Command command)
            throws IOException, InterruptedException {
        OutputStream stdout = output(streams, "stdout");
        CommandIo io = new CommandIo(input(streams, "stdin"), stdout,
                request.tty() ? stdout : output(streams, "stderr"), request.tty(), input(streams, "resize"));
        running = true;
        byte[] end = Commands.run(command, io).bytes(version >= 4);
        running = false;
        for (SpdyStream stream : streams.values()) {
            stream.input().close(); // what still comes, nobody wants
            if (end.length > 0 && stream.headers().getOrDefault("streamtype", "").equals("error")) {
                stream.output().write(end);
            }
            stream.output().close();
        }
    }

    private static InputStream input(Map<String, SpdyStream> streams, String name) {
        return Optional.ofNullable(streams.get(name)).map(SpdyStream::input).orElseGet(InputStream::nullInputStream);
    }

    private static OutputStream output(Map<String, SpdyStream> streams, String name) {
        return Optional.ofNullable(streams.get(name)).map(SpdyStream::output)
                .orElseGet(OutputStream::nullOutputStream);
    }
}
