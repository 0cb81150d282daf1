package dev.coracle.kubelet.streaming;

import dev.coracle.base.spdy.SpdyConnection;
import dev.coracle.base.spdy.SpdyStream;
import dev.coracle.base.wire.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Port forwarding over SPDY: each connection is a pair of streams with the same request ID, one for its bytes and one for what goes wrong. */
final class SpdyPorts {

    private static final int MAX_UNPAIRED = 100;

    private final NodeStreams.Ports ports;
    private final Map<String, SpdyStream> unpaired = new ConcurrentHashMap<>();

    SpdyPorts(NodeStreams.Ports ports) {
        this.ports = ports;
    }

    /** Returns when the client has gone. */
    void serve(Duplex duplex) throws IOException {
        try (SpdyConnection connection = SpdyConnection.server(duplex, this::accept)) {
            connection.run();
        }
    }

    private boolean accept(SpdyStream stream) {
        String type = stream.headers().getOrDefault("streamtype", "");
        String port = stream.headers().getOrDefault("port", "");
        if (!type.equals("data") && !type.equals("error") || !port.matches("[0-9]{1,5}")) {
            return false;
        }
        String id = stream.headers().getOrDefault("requestid", port);
        SpdyStream other = unpaired.remove(id);
        if (other == null) {
            return unpaired.size() < MAX_UNPAIRED && unpaired.put(id, stream) == null;
        }
        boolean isData = type.equals("data");
        Thread.ofVirtual().name("port-forward")
                .start(() -> forward(Integer.parseInt(port), isData ? stream : other, isData ? other : stream));
        return true;
    }

    private void forward(int port, SpdyStream data, SpdyStream error) {
        try (OutputStream out = data.output(); OutputStream errors = error.output()) {
            try {
                ports.serve(port, new OfStream(data));
            } catch (IOException e) {
                errors.write(String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
            } finally {
                data.input().close();
            }
        } catch (IOException gone) {
            data.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record OfStream(SpdyStream stream) implements Duplex {
        @Override
        public InputStream input() {
            return stream.input();
        }

        @Override
        public OutputStream output() {
            return stream.output();
        }

        @Override
        public void close() {
            try {
                stream.input().close();
                stream.output().close();
            } catch (IOException gone) {
                stream.reset();
            }
        }
    }
}
