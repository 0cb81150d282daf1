package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.Status;
import dev.coracle.apiserver.encoding.EventWriter;
import dev.coracle.apiserver.response.ByteStream;

/**
 * A watch that was to begin where nobody remembers any more: it says so by an event, and ends. Source: the original's watch cache, which answers 200 and
 * then this; informers know both ways.
 */
final class ExpiredWatch implements ByteStream {

    private final EventWriter writer;
    private final Status reason;

    ExpiredWatch(EventWriter writer, Status reason) {
        this.writer = writer;
        this.reason = reason;
    }

    @Override
    public void start(Runnable wake) {
        wake.run();
    }

    @Override
    public Next drain(Sink sink, int limit) {
        writer.error(reason.toTree(), sink);
        return Next.END;
    }

    @Override
    public void close() {}
}
