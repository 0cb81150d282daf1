package dev.coracle.apiserver.http.limit;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Closes a connection on which nothing is going on: no request that is handled, sent or answered, for too long. Half a head is nothing. Belongs to the event loop. */
public final class IdleTimer implements Runnable {

    private final Channel connection;
    private final long idleNanos;
    private long allowedNanos;
    private long since = System.nanoTime();
    private int active;

    private IdleTimer(Channel connection, Timeouts timeouts) {
        this.connection = connection;
        this.idleNanos = timeouts.idle().toNanos();
        this.allowedNanos = timeouts.head().toNanos();
    }

    /** Watches over a new connection. */
    public static IdleTimer start(Channel connection, Timeouts timeouts) {
        IdleTimer timer = new IdleTimer(connection, timeouts);
        timer.again(Math.min(timer.allowedNanos, timer.idleNanos));
        return timer;
    }

    /** A request has come. */
    public void begin() {
        active++;
    }

    /** A request is answered. */
    public void end() {
        active--;
        since = System.nanoTime();
        allowedNanos = idleNanos;
    }

    /** One timer a connection, however many requests: it looks what has been going on when its time comes. */
    @Override
    public void run() {
        if (!connection.isActive()) {
            return;
        }
        long left = active > 0 ? idleNanos : allowedNanos - (System.nanoTime() - since);
        if (left <= 0) {
            connection.close();
        } else {
            again(left);
        }
    }

    private void again(long nanos) {
        connection.eventLoop().schedule(this, Math.max(nanos, Duration.ofMillis(1).toNanos()), TimeUnit.NANOSECONDS);
    }
}
