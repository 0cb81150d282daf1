package dev.coracle.apiserver.flow;

import java.util.Map;

/** What a request holds while it is handled. Closing it makes room for the next. */
public interface Permit extends AutoCloseable {

    /** For requests that nothing limits. */
    Permit FREE = () -> {};

    /** Headers that tell the client how it was classified. */
    default Map<String, String> headers() {
        return Map.of();
    }

    @Override
    void close();
}
