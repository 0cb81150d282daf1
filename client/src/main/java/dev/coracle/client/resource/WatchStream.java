package dev.coracle.client.resource;

import dev.coracle.client.wire.ApiException;
import java.util.Optional;

/** The events of one watch, in order. {@link #next} is for one thread; {@link #close} for any. */
public interface WatchStream<T> extends AutoCloseable {

    /**
     * Waits for the next event.
     *
     * @return empty when the server ended the watch in good order (its timeout has come)
     * @throws ApiException                  for an ERROR event; {@link ApiException#isGone} means: list again
     * @throws java.io.UncheckedIOException  when the connection broke, or {@link #close} was called meanwhile
     */
    Optional<WatchEvent<T>> next();

    @Override
    void close();
}
