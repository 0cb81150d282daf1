package dev.coracle.apiserver.response;

import dev.coracle.apiserver.heap.HeapRoom;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.LongConsumer;

/** Answers that are made while they are taken: what they hold is a piece of {@link #CHUNK} bytes and an item. */
public final class Making {

    /** What is made in one go. */
    static final int CHUNK = 128 << 10;

    private Making() {}

    /** The answer; in one piece with its length if it is small. Its first piece is made at once, so that what cannot be made at all fails here. */
    public static HttpResponse of(int status, List<HttpResponse.Header> headers, Maker maker) {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        boolean more;
        try {
            more = chunk(maker, first);
        } catch (Throwable failed) {
            maker.close();
            throw failed;
        }
        if (more) {
            return new HttpResponse.Made(status, headers, new Begun(first.toByteArray(), maker));
        }
        maker.close();
        return new HttpResponse.Bytes(status, headers, first.toByteArray());
    }

    /** Makes about a chunk, giving up its place at the bench now and then. @return whether there is more */
    static boolean chunk(Maker maker, ByteArrayOutputStream out) {
        boolean more = true;
        int enough = out.size() + CHUNK;
        while (more && out.size() < enough) {
            try (HeapRoom.Part room = HeapRoom.ofStored().take(maker.weight())) {
                more = Workbench.at(() -> some(maker, out, enough));
            }
        }
        return more;
    }

    /** One piece, however heavy, and light ones after it. */
    private static boolean some(Maker maker, ByteArrayOutputStream out, int enough) {
        boolean more = maker.next(out);
        for (int i = 1; more && i < Workbench.FEW && out.size() < enough && light(maker); i++) {
            more = maker.next(out);
        }
        return more;
    }

    private static boolean light(Maker maker) {
        return !HeapRoom.ofStored().worthCounting(maker.weight());
    }

    /** All of it. */
    static byte[] whole(Maker maker) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (maker) {
            boolean more = true;
            while (more) {
                more = chunk(maker, out);
            }
        }
        return out.toByteArray();
    }

    /** What makes pieces out of what is there already. */
    public static Maker of(List<Slice> pieces) {
        return new Maker() {
            private int next;

            @Override
            public boolean next(ByteArrayOutputStream out) {
                if (next < pieces.size()) {
                    Slice piece = pieces.get(next++);
                    out.write(piece.array(), piece.offset(), piece.length());
                }
                return next < pieces.size();
            }
        };
    }

    /** The same, with somebody who hears in the end how many bytes it came to; briefly. */
    public static Maker counted(Maker maker, LongConsumer then) {
        return new Maker() {
            private long bytes;

            @Override
            public long weight() {
                return maker.weight();
            }

            @Override
            public boolean next(ByteArrayOutputStream out) {
                int before = out.size();
                boolean more = maker.next(out);
                bytes += out.size() - before;
                return more;
            }

            @Override
            public void close() {
                maker.close();
                then.accept(bytes);
            }
        };
    }

    /** Of which the first piece has been made. */
    private static final class Begun implements Maker {
        private byte[] first;
        private final Maker rest;

        Begun(byte[] first, Maker rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public long weight() {
            return first.length > 0 ? 0 : rest.weight();
        }

        @Override
        public boolean next(ByteArrayOutputStream out) {
            if (first.length > 0) {
                out.writeBytes(first);
                first = new byte[0];
                return true;
            }
            return rest.next(out);
        }

        @Override
        public void close() {
            rest.close();
        }
    }
}
