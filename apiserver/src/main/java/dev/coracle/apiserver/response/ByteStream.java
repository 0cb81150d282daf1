package dev.coracle.apiserver.response;

/**
 * A body without a known end, such as a watch. It holds no thread: its consumer starts it, and drains it each time it is woken. One
 * consumer; {@link #drain} is never called by two threads at once; {@link #close} may come from anywhere.
 */
public interface ByteStream extends AutoCloseable {

    /** What to do after a drain. */
    enum Next {
        /** There is more now: drain again when there is room. */
        MORE,
        /** Nothing for now: wait for the next wake. */
        WAIT,
        /** It has ended: end the response. */
        END,
        /** It has ended before its time: break the response off, so that the client can tell. */
        BROKEN
    }

    /** Takes bytes at once: the array may be shared, never write to it. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] array, int offset, int length);

        default void write(byte[] array) {
            write(array, 0, array.length);
        }

        default void write(Slice slice) {
            write(slice.array(), slice.offset(), slice.length());
        }
    }

    /** Begins. From now on {@code wake} is called, by any thread and briefly, whenever there may be something to drain. */
    void start(Runnable wake);

    /** Writes what is ready to {@code sink}, stopping after about {@code limit} bytes. */
    Next drain(Sink sink, int limit);

    /** Releases everything; the consumer has gone or has seen the end. Idempotent. */
    @Override
    void close();
}
