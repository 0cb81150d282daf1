package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.answer.Gzip;
import dev.coracle.apiserver.http.answer.Rounds;
import dev.coracle.apiserver.http.answer.Streams;
import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.http.limit.Uploads;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is going on: the requests being handled, the streams being written, the open connections. Safe for use by any number of threads. */
final class Exchanges implements Streams {

    private static final Logger log = LoggerFactory.getLogger(Exchanges.class);

    /** A client that learns of a stream's end and of a closed connection in one breath may take the first for the second. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Handler handler;
    private final double goAwayChance;
    private final Timeouts timeouts;
    private final Uploads uploads;
    private final int mostConnections;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Set<ByteStream> streams = ConcurrentHashMap.newKeySet();
    private final Set<UpgradedChannel> upgraded = ConcurrentHashMap.newKeySet();
    private final Map<EventExecutor, Rounds> rounds = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private long running;
    private volatile boolean ending;
    private volatile boolean hadStreams;

    /** @param goAwayChance from 0 for never to 1 for always */
    Exchanges(Handler handler, double goAwayChance, Timeouts timeouts, Uploads uploads, int mostConnections) {
        this.handler = handler;
        this.goAwayChance = goAwayChance;
        this.timeouts = timeouts;
        this.uploads = uploads;
        this.mostConnections = mostConnections;
    }

    /** Whether a connection is to take no more requests after this one, by chance: so that clients spread over servers. */
    boolean sendsAway() {
        return goAwayChance > 0 && ThreadLocalRandom.current().nextDouble() < goAwayChance;
    }

    @Override
    public Timeouts timeouts() {
        return timeouts;
    }

    Uploads uploads() {
        return uploads;
    }

    /** Whether there is room for one more connection. */
    boolean connected(Channel channel) {
        if (connections.size() >= mostConnections) {
            return false;
        }
        connections.add(channel);
        return true;
    }

    /** Handles a request; a handler that throws has a bug, and the client is told no more than that. */
    HttpResponse handle(HttpRequest request) {
        try {
            return Gzip.maybe(request, handler.handle(request));
        } catch (Throwable bug) {
            log.error("{} {} failed", request.method(), request.path(), bug);
            return HttpResponse.text(500, "internal error\n");
        }
    }

    void begun() {
        lock.lock();
        try {
            running++;
        } finally {
            lock.unlock();
        }
    }

    void done() {
        lock.lock();
        try {
            if (--running == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Rounds rounds(EventExecutor loop) {
        return rounds.computeIfAbsent(loop, Rounds::new);
    }

    @Override
    public void streamBegins(ByteStream stream) {
        streams.add(stream);
        if (ending) {
            stream.close();
        }
    }

    @Override
    public void streamEnds(ByteStream stream) {
        lock.lock();
        try {
            streams.remove(stream);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void upgradeBegins(UpgradedChannel channel) {
        upgraded.add(channel);
        if (ending) {
            channel.close();
        }
    }

    void upgradeEnds(UpgradedChannel channel) {
        upgraded.remove(channel);
    }

    boolean ending() {
        return ending;
    }

    /** Ends all streams, one after another, within a time: clients that all come back at once would overrun whom they come to. */
    void endStreams(Duration over) {
        hadStreams = !streams.isEmpty();
        if (over.isPositive() && hadStreams) {
            endOneByOne(over);
        }
        ending = true;
        streams.forEach(ByteStream::close);
        upgraded.forEach(UpgradedChannel::close);
    }

    /** Between the ends of two of so many streams: evenly over the time, or less if that is long. Source: kube-apiserver, which ends 200 a second at least. */
    static long pauseNanos(int streams, Duration over) {
        return Math.min(over.toNanos() / streams, LONGEST_PAUSE_NANOS);
    }

    private void endOneByOne(Duration over) {
        List<ByteStream> open = List.copyOf(streams);
        long each = pauseNanos(open.size(), over);
        lock.lock();
        try {
            for (ByteStream stream : open) {
                stream.close();
                long left = each;
                while (left > 0 && !streams.isEmpty()) {
                    left = idle.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for requests to finish, and for the ends of streams to be written, the latter for a second at most. */
    void awaitIdle(Duration atMost) {
        lock.lock();
        try {
            long left = Math.min(atMost.toNanos(), TimeUnit.SECONDS.toNanos(1));
            long linger = hadStreams ? LINGER_NANOS : 0;
            while (!streams.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
            left = atMost.toNanos();
            while (running > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            while (linger > 0) {
                linger = idle.awaitNanos(linger);
            }
            if (running > 0) {
                log.warn("{} requests did not finish within {} ms", running,
                        TimeUnit.NANOSECONDS.toMillis(atMost.toNanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    void closeConnections() {
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
