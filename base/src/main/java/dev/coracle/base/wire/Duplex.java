package dev.coracle.base.wire;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection: bytes both ways, in blocking style. One thread may read while another writes. A write waits while the peer takes nothing, so that what waits in
 * memory is bounded; its end is the end of both directions.
 */
public interface Duplex extends AutoCloseable {

    /** Reading it waits for the peer; the end of the stream means that the peer has gone. */
    InputStream input();

    /** What is written is on its way when the call returns; there is no need to flush. */
    OutputStream output();

    /** Ends both directions, after what has been written, and wakes whoever waits in one of them. Idempotent, from any thread. */
    @Override
    void close();
}
