package dev.coracle.apiserver.response;

import java.io.ByteArrayOutputStream;

/** Makes the bytes of an answer piece by piece, as they are taken. For one thread at a time; closed once, whether it came to its end or not. */
public interface Maker extends AutoCloseable {

    /** Appends the next piece, which may be large, or be empty. @return whether there is more */
    boolean next(ByteArrayOutputStream out);

    /** What the next piece takes of the heap while it is made, as {@link dev.coracle.apiserver.heap.TreeWeight} has it; 0 if it is not worth counting. */
    default long weight() {
        return 0;
    }

    @Override
    default void close() {}
}
