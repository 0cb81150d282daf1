package dev.coracle.base.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** One end of a connection in memory. */
public record PipeDuplex(InputStream input, OutputStream output) implements Duplex {

    /** Two ends. */
    public static PipeDuplex[] pair() {
        BoundedPipe there = new BoundedPipe();
        BoundedPipe back = new BoundedPipe();
        return new PipeDuplex[]{new PipeDuplex(back.input(), there.output()),
            new PipeDuplex(there.input(), back.output())};
    }

    @Override
    public void close() {
        try {
            input.close();
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
