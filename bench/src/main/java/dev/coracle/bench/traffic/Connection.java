package dev.coracle.bench.traffic;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.Optional;

/**
 * One HTTP/1.1 keep-alive connection, with one request at a time: asked with {@link #call}, which waits, or with {@link #send} and, when
 * the selector it is {@link #register registered} with says so, {@link #receive}. For one thread.
 */
public final class Connection implements AutoCloseable {

    static final long ANSWER_MILLIS = 60_000;

    private final TlsChannel channel;
    private final String fixed;
    private final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    private final AnswerReader answers = new AnswerReader();
    private Optional<Selector> own = Optional.empty();

    /** @param fixed what stands in every request's head behind the path */
    Connection(TlsChannel channel, String fixed) {
        this.channel = channel;
        this.fixed = fixed;
    }

    /** Makes an object, unless it is there. */
    public void make(Request request) throws IOException {
        int status = call(request).status();
        if (status != 201 && status != 409) {
            throw new IOException(request.method() + " " + request.path() + " answered " + status);
        }
    }

    /** Sends and reads the whole answer. Not for a connection that is registered. */
    public Answer call(Request request) throws IOException {
        if (own.isEmpty()) {
            own = Optional.of(Selector.open());
            register(own.get(), this);
        }
        send(request);
        for (Optional<Answer> answer = receive();; answer = receive()) {
            if (answer.isPresent()) {
                return answer.get();
            }
            if (own.get().select(key -> {}, ANSWER_MILLIS) == 0) {
                throw new SocketTimeoutException(request.method() + " " + request.path() + " was not answered");
            }
        }
    }

    /** From now on for {@link #send} and {@link #receive}. */
    void register(Selector selector, Object attachment) throws IOException {
        channel.register(selector, attachment);
    }

    void send(Request request) throws IOException {
        channel.write(request.bytes(fixed));
    }

    /** @return the answer, if what has come is all of it */
    Optional<Answer> receive() throws IOException {
        boolean more = true;
        while (more) {
            more = channel.read(plain.clear());
            if (answers.read(plain.flip())) {
                return Optional.of(answers.answer());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (own.isPresent()) {
            own.get().close();
        }
    }

    /**
     * The status, how many bytes the body had, and the resourceVersion of the object in it, if it was small; else, and if it had none,
     * empty.
     */
    public record Answer(int status, long bytes, String version) {}
}
