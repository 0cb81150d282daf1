package dev.coracle.apiserver.response;

import dev.coracle.base.wire.Duplex;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers that go on, with somebody who hears of their end: once, when they are closed, on the thread that closes them, so that hearing must be brief. */
public final class EndNoticed {

    private EndNoticed() {}

    private static final class Once {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Runnable then;

        Once(Runnable then) {
            this.then = then;
        }

        void over() {
            if (over.compareAndSet(false, true)) {
                then.run();
            }
        }
    }

    public static final class OfStream implements ByteStream {
        private final ByteStream stream;
        private final Once end;

        public OfStream(ByteStream stream, Runnable then) {
            this.stream = stream;
            this.end = new Once(then);
        }

        @Override
        public void start(Runnable wake) {
            stream.start(wake);
        }

        @Override
        public Next drain(Sink sink, int limit) {
            return stream.drain(sink, limit);
        }

        @Override
        public void close() {
            stream.close();
            end.over();
        }
    }

    public static final class OfSession implements HttpResponse.Session {
        private final HttpResponse.Session session;
        private final Once end;

        public OfSession(HttpResponse.Session session, Runnable then) {
            this.session = session;
            this.end = new Once(then);
        }

        @Override
        public void run(Duplex client) throws IOException, InterruptedException {
            session.run(client);
        }

        @Override
        public void close() {
            session.close();
            end.over();
        }
    }
}
