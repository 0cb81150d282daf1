package dev.coracle.store.etcd.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a file's pages, one after the other. */
public interface PageSink {

    /** @param pages one or more whole pages; the taker may keep the buffer */
    void write(ByteBuffer pages) throws IOException;
}
