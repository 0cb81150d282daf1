package dev.coracle.bench.traffic;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/** One client of a {@link Load}: one connection, one request at a time. For one thread while it runs. */
final class Client implements AutoCloseable {

    private static final int MOST_SAMPLES = 200_000;

    private final int number;
    private final Load.Requests requests;
    private final long from;
    private final long until;
    private Optional<Connection> connection = Optional.empty();
    private Request request = Request.get("");
    private String version = "";
    private int sent;
    private long sentAt;
    private long count;
    private long bytes;
    private long[] samples = new long[1024];

    /** @param from when counting begins @param until when it ends, and no further request is sent; both of {@link System#nanoTime} */
    Client(int number, Load.Requests requests, long from, long until) {
        this.number = number;
        this.requests = requests;
        this.from = from;
        this.until = until;
    }

    int number() {
        return number;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** How long answers took, in nanoseconds; no more than {@value #MOST_SAMPLES} of them. */
    LongStream times() {
        return Arrays.stream(samples, 0, (int) Math.min(count, MOST_SAMPLES));
    }

    void connect(Target target, Selector selector) throws IOException {
        connection = Optional.of(target.connect());
        connection.get().register(selector, this);
    }

    /** Sends the next request. @return whether there is one: not when the time is over */
    boolean next() throws IOException {
        sentAt = System.nanoTime();
        if (sentAt - until >= 0) {
            return false;
        }
        request = requests.next(number, sent++, version);
        connection.orElseThrow().send(request);
        return true;
    }

    /**
     * Something has come: if the answer is whole, the next request is sent.
     *
     * @return whether there is more to come
     * @throws IOException of any answer but 200 and 201
     */
    boolean answered() throws IOException {
        Optional<Connection.Answer> answer = connection.orElseThrow().receive();
        if (answer.isEmpty()) {
            return true;
        }
        if (answer.get().status() != 200 && answer.get().status() != 201) {
            throw new IOException(request.method() + " " + request.path() + " answered " + answer.get().status());
        }
        version = answer.get().version();
        long now = System.nanoTime();
        if (now - from >= 0 && now - until < 0) {
            count(now - sentAt, answer.get().bytes());
        }
        return next();
    }

    private void count(long nanos, long size) {
        if (count < MOST_SAMPLES) {
            samples = count < samples.length ? samples : Arrays.copyOf(samples, samples.length * 2);
            samples[(int) count] = nanos;
        }
        count++;
        bytes += size;
    }

    @Override
    public void close() throws IOException {
        if (connection.isPresent()) {
            connection.get().close();
        }
    }
}
