package dev.coracle.apiserver.http.answer;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.response.Making;
import dev.coracle.apiserver.response.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses large answers for those who ask, as kube-apiserver does: over 128 KiB, fastest level, a piece at a time as the reader takes it. Never what goes on. */
public final class Gzip {

    private static final int THRESHOLD = 128 << 10;

    private Gzip() {}

    /** The answer, compressed if it is large and the client understands that. */
    public static HttpResponse maybe(HttpRequest request, HttpResponse response) {
        return switch (response) {
            case HttpResponse.Bytes bytes when bytes.body().length > THRESHOLD && wanted(request, response) ->
                compressed(response, Making.of(List.of(Slice.of(bytes.body()))));
            case HttpResponse.Pieces pieces when pieces.length() > THRESHOLD && wanted(request, response) ->
                compressed(response, Making.of(pieces.pieces()));
            case HttpResponse.Made made when wanted(request, response) -> compressed(response, made.maker());
            case HttpResponse.Bytes bytes -> bytes;
            case HttpResponse.Pieces pieces -> pieces;
            case HttpResponse.Made made -> made;
            case HttpResponse.Stream stream -> stream;
            case HttpResponse.Upgrade upgrade -> upgrade;
        };
    }

    private static boolean wanted(HttpRequest request, HttpResponse response) {
        return request.headers("accept-encoding").stream().anyMatch(v -> v.contains("gzip"))
                && response.headers().stream().noneMatch(h -> h.name().equalsIgnoreCase("Content-Encoding"));
    }

    private static HttpResponse compressed(HttpResponse response, Maker plain) {
        return Making.of(response.status(), response.headers(), new Compressed(plain))
                .with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
    }

    /** What another maker makes, compressed. */
    private static final class Compressed implements Maker {
        private final Maker plain;
        private final Redirected to = new Redirected();
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
        private final FastGzip gzip;

        Compressed(Maker plain) {
            this.plain = plain;
            try {
                this.gzip = new FastGzip(to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long weight() {
            return plain.weight();
        }

        @Override
        public boolean next(ByteArrayOutputStream out) {
            to.target = out;
            piece.reset();
            boolean more = plain.next(piece);
            try {
                piece.writeTo(gzip);
                if (!more) {
                    gzip.finish();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return more;
        }

        @Override
        public void close() {
            plain.close();
            gzip.free();
        }
    }

    /** Where the compressor's bytes go to: its head comes before anybody has asked. */
    private static final class Redirected extends OutputStream {
        private final ByteArrayOutputStream early = new ByteArrayOutputStream();
        private OutputStream target = early;

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (target != early && early.size() > 0) {
                early.writeTo(target);
                early.reset();
            }
            target.write(bytes, offset, length);
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 16 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Memory outside of the heap, which no collector knows of. */
        void free() {
            def.end();
        }
    }
}
