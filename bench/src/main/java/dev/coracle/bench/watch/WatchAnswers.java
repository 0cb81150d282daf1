package dev.coracle.bench.watch;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What comes back on a connection that watches. Not for two threads at once. */
interface WatchAnswers {

    /** Takes all of it, whatever the pieces. @throws IOException if no more events will come */
    void take(ByteBuffer plain) throws IOException;
}
