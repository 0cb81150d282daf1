package dev.coracle.apiserver.http;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.apiserver.response.Workbench;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses large answers for those who ask, as kube-apiserver does: over 128 KiB, fastest level. Never streams. */
final class Gzip {

    private static final int THRESHOLD = 128 << 10;

    private Gzip() {}

    static HttpResponse maybe(HttpRequest request, HttpResponse response) {
        return switch (response) {
            case HttpResponse.Bytes bytes when bytes.body().length > THRESHOLD && wanted(request, response) ->
                Workbench.at(() -> compressed(response, List.of(Slice.of(bytes.body()))));
            case HttpResponse.Pieces pieces when pieces.length() > THRESHOLD && wanted(request, response) ->
                Workbench.at(() -> compressed(response, pieces.pieces()));
            case HttpResponse.Bytes bytes -> bytes;
            case HttpResponse.Pieces pieces -> pieces;
            case HttpResponse.Stream stream -> stream;
            case HttpResponse.Upgrade upgrade -> upgrade;
        };
    }

    private static boolean wanted(HttpRequest request, HttpResponse response) {
        return request.headers("accept-encoding").stream().anyMatch(v -> v.contains("gzip"))
                && response.headers().stream().noneMatch(h -> h.name().equalsIgnoreCase("Content-Encoding"));
    }

    private static HttpResponse compressed(HttpResponse response, List<Slice> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(THRESHOLD);
        try (OutputStream out = new FastGzip(bytes)) {
            for (Slice piece : pieces) {
                out.write(piece.array(), piece.offset(), piece.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HttpResponse.Bytes(response.status(), response.headers(), bytes.toByteArray())
                .with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 64 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
