package dev.coracle.bench.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The body of a watch as it comes in, whatever the pieces: lines that are events. Of an event only the number behind a mark is looked for. Not for two threads at once. */
final class EventLines {

    private static final byte[] MARK = "bench.example/at\":\"".getBytes(US_ASCII);

    private final Events events;
    private int matched;
    private long stamp = -1;

    EventLines(Events events) {
        this.events = events;
    }

    /** Told of each event; {@code stamp} is -1 if it has no mark. */
    interface Events {
        void event(long stamp);
    }

    /** Takes all of it. */
    void take(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            byte b = bytes[i];
            if (matched == MARK.length) {
                if (b >= '0' && b <= '9') {
                    stamp = stamp * 10 + (b - '0');
                    continue;
                }
                matched = 0;
            }
            if (b == MARK[matched]) {
                matched++;
                stamp = matched == MARK.length ? 0 : stamp;
            } else {
                matched = b == MARK[0] ? 1 : 0;
            }
            if (b == '\n') {
                events.event(stamp);
                stamp = -1;
            }
        }
    }
}
