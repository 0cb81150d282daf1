package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.wire.Duplex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection after HTTP, as blocking streams. It sits at the end of the pipeline from the moment in which a request asks for an upgrade: from then on the channel is
 * only read when somebody wants bytes. What waits to be read is bounded by one read of the channel, what waits to be written by its high-water mark and a chunk.
 */
final class UpgradedChannel extends ChannelInboundHandlerAdapter implements Duplex {

    private static final Logger log = LoggerFactory.getLogger(UpgradedChannel.class);
    /** How long a peer has to take what was written before a close. */
    private static final long CLOSE_SECONDS = 10;

    private final Channel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private boolean reading;
    private boolean gone;
    private boolean closing;

    UpgradedChannel(Channel channel) {
        this.channel = channel;
    }

    /** Runs the session on a virtual thread; the connection ends with it. */
    void begin(HttpResponse.Session session, Runnable whenDone) {
        Thread.ofVirtual().name("upgraded").start(() -> {
            try (session; this) {
                session.run(this);
            } catch (IOException gone) {
                log.debug("an upgraded connection broke: {}", gone.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException bug) {
                log.error("an upgraded connection failed", bug);
            } finally {
                whenDone.run();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            byte[] chunk = ByteBufUtil.getBytes(bytes);
            lock.lock();
            try {
                if (chunk.length > 0 && !closing) {
                    waiting.add(chunk);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        lock.lock();
        try {
            reading = false;
            if (waiting.isEmpty() && !closing) {
                changed.signalAll(); // a read that brought nothing, such as half a TLS record: whoever waits asks again
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        signal();
        context.fireChannelWritabilityChanged();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lock.lock();
        try {
            gone = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop().schedule(() -> {
            channel.close();
        }, CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Input extends InputStream {
        private byte[] current = new byte[0];
        private int taken;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (taken == current.length && !advance()) {
                return -1;
            }
            int count = Math.min(length, current.length - taken);
            System.arraycopy(current, taken, into, offset, count);
            taken += count;
            return count;
        }

        private boolean advance() throws IOException {
            lock.lock();
            try {
                while (waiting.isEmpty()) {
                    if (gone || closing) {
                        return false;
                    }
                    if (!reading) {
                        reading = true;
                        channel.read();
                    }
                    changed.await();
                }
                current = waiting.remove();
                taken = 0;
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading an upgraded connection");
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, data.length);
            for (int at = 0; at < length; at += Limits.CHUNK) {
                awaitRoom();
                int count = Math.min(Limits.CHUNK, length - at);
                channel.writeAndFlush(channel.alloc().buffer(count).writeBytes(data, offset + at, count));
            }
        }

        private void awaitRoom() throws IOException {
            lock.lock();
            try {
                while (!channel.isWritable() && !gone && !closing) {
                    changed.await();
                }
                if (gone || closing) {
                    throw new IOException("the client has gone");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing to an upgraded connection");
            } finally {
                lock.unlock();
            }
        }
    }
}
