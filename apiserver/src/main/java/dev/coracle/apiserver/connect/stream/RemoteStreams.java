package dev.coracle.apiserver.connect.stream;

import dev.coracle.base.spdy.SpdyConnection;
import dev.coracle.base.spdy.SpdyStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The streams of one command on a SPDY connection to a kubelet, opened in the order in which kubelets wait for them. */
public record RemoteStreams(SpdyStream error, Optional<SpdyStream> stdin, Optional<SpdyStream> stdout,
        Optional<SpdyStream> stderr, Optional<SpdyStream> resize) {

    private static final int MAX_STATUS = 1 << 20;

    /** Which streams there are. */
    public record Wanted(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    static RemoteStreams open(SpdyConnection connection, Wanted wanted) throws IOException {
        SpdyStream error = open(connection, "error");
        RemoteStreams streams = new RemoteStreams(error, open(connection, "stdin", wanted.stdin()),
                open(connection, "stdout", wanted.stdout()),
                open(connection, "stderr", wanted.stderr() && !wanted.tty()),
                open(connection, "resize", wanted.tty()));
        error.output().close();
        streams.stdin.ifPresent(RemoteStreams::ignore);
        streams.resize.ifPresent(RemoteStreams::ignore);
        return streams;
    }

    private static void ignore(SpdyStream stream) {
        try {
            stream.input().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<SpdyStream> open(SpdyConnection connection, String type, boolean wanted)
            throws IOException {
        return wanted ? Optional.of(open(connection, type)) : Optional.empty();
    }

    private static SpdyStream open(SpdyConnection connection, String type) throws IOException {
        return connection.open(Map.of("streamtype", type));
    }

    /** What the kubelet says in the end. */
    String status() throws IOException {
        try (InputStream in = error.input()) {
            return new String(in.readNBytes(MAX_STATUS), StandardCharsets.UTF_8);
        }
    }
}
