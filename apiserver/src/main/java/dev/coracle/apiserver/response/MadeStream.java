package dev.coracle.apiserver.response;

import dev.coracle.api.status.StatusException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link Maker} makes, as it is drained: the next chunk is begun when the last one has been taken, on a virtual thread that lasts no longer. So a reader who takes his time
 * holds one chunk, and neither a thread nor a place at the bench.
 */
public final class MadeStream implements ByteStream {

    private static final Logger log = LoggerFactory.getLogger(MadeStream.class);

    private final Maker maker;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] ready = new byte[0];
    private int taken;
    private Runnable wake = () -> {};
    private boolean making;
    private boolean ended;
    private boolean broken;
    private boolean closed;

    public MadeStream(Maker maker) {
        this.maker = maker;
    }

    @Override
    public void start(Runnable newWake) {
        lock.lock();
        try {
            wake = newWake;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Next drain(Sink sink, int limit) {
        lock.lock();
        try {
            int length = Math.min(limit, ready.length - taken);
            if (length > 0) {
                sink.write(ready, taken, length);
                taken += length;
            }
            if (taken < ready.length) {
                return Next.MORE;
            }
            ready = new byte[0];
            taken = 0;
            return next();
        } finally {
            lock.unlock();
        }
    }

    private Next next() {
        if (closed || broken) {
            return Next.BROKEN;
        }
        if (ended) {
            return Next.END;
        }
        if (!making) {
            making = true;
            Thread.ofVirtual().name("answer").start(this::make);
        }
        return Next.WAIT;
    }

    private void make() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Making.CHUNK + (Making.CHUNK >> 2));
        boolean more = false;
        boolean failed = true;
        try {
            more = Making.chunk(maker, out);
            failed = false;
        } catch (StatusException crowded) {
            log.info("an answer is broken off in the middle: {}", crowded.status().message());
        } catch (RuntimeException bug) {
            log.error("an answer is broken off in the middle", bug);
        } finally {
            made(out.toByteArray(), more, failed);
        }
    }

    private void made(byte[] chunk, boolean more, boolean failed) {
        Runnable waiting;
        boolean gone;
        lock.lock();
        try {
            making = false;
            broken = failed;
            ended = !more;
            gone = closed;
            ready = gone ? ready : chunk;
            waiting = wake;
        } finally {
            lock.unlock();
        }
        if (gone) {
            maker.close();
        } else {
            waiting.run();
        }
    }

    @Override
    public void close() {
        boolean mine;
        lock.lock();
        try {
            mine = !closed && !making; // else whoever makes closes it
            closed = true;
            ready = new byte[0];
            taken = 0;
        } finally {
            lock.unlock();
        }
        if (mine) {
            maker.close();
        }
    }
}
