package dev.coracle.apiserver.proxy;

import dev.coracle.apiserver.response.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Somebody else's body passed on as it comes: a virtual thread reads, at most {@value #CHUNKS} chunks ahead of the client. */
final class PipedBody implements ByteStream {

    private static final int CHUNKS = 16;
    private static final int CHUNK_BYTES = 16 << 10;

    private final InputStream source;
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS);
    private volatile boolean ended;
    private volatile boolean broken;
    private volatile @Nullable Thread reader;

    PipedBody(InputStream source) {
        this.source = source;
    }

    @Override
    public void start(Runnable wake) {
        reader = Thread.ofVirtual().name("proxy").start(() -> read(wake));
    }

    private void read(Runnable wake) {
        try (source) {
            byte[] buffer = new byte[CHUNK_BYTES];
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                chunks.put(java.util.Arrays.copyOf(buffer, count));
                wake.run();
            }
        } catch (IOException | InterruptedException gone) {
            broken = true; // the client must not take half a body for a whole one
        } finally {
            ended = true;
            wake.run();
        }
    }

    @Override
    public Next drain(Sink sink, int limit) {
        int written = 0;
        while (written < limit) {
            boolean last = ended;
            byte[] chunk = chunks.poll();
            if (chunk == null) {
                return !last ? Next.WAIT : broken ? Next.BROKEN : Next.END;
            }
            sink.write(chunk);
            written += chunk.length;
        }
        return Next.MORE;
    }

    @Override
    public void close() {
        Thread running = reader;
        if (running != null) {
            running.interrupt();
        }
        try {
            source.close();
        } catch (IOException e) {
            // closing is all that was wanted
        }
    }
}
