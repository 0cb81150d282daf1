package dev.coracle.client.wire;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes to an API server and back: over HTTP, or in memory. Safe for any number of threads; {@link #send} blocks until
 * the head of the answer is there, the body is then read as it comes.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends one request.
     *
     * @throws IOException          when no answer came: the server could not be reached, or the connection broke
     * @throws InterruptedException when the calling thread was interrupted; the request is abandoned
     */
    Response send(Request request) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * One request.
     *
     * @param path    begins with a slash and holds the query, both already escaped
     * @param body    empty for none
     * @param timeout until the head of the answer must have come; zero for no limit (watches)
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Request(String method, String path, Map<String, String> headers, byte[] body, Duration timeout) {}

    /** The head of an answer, with its body still to be read. Closing abandons what is unread. */
    interface Response extends AutoCloseable {

        int status();

        /** The first value of a header; {@code name} in any case. */
        Optional<String> header(String name);

        InputStream body();

        @Override
        void close();
    }
}
