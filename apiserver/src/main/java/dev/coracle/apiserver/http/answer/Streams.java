package dev.coracle.apiserver.http.answer;

import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.response.ByteStream;
import io.netty.util.concurrent.EventExecutor;

/** The streams that are being written, of which a server that goes down must know. Safe for use by any number of threads. */
public interface Streams {

    void streamBegins(ByteStream stream);

    void streamEnds(ByteStream stream);

    /** Those of the loop that a channel belongs to. */
    Rounds rounds(EventExecutor loop);

    /** How long a reader may take. */
    Timeouts timeouts();
}
