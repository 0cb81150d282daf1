package dev.coracle.apiserver.access;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a file once a second; content that can't be used is logged and leaves what there was. One thread, until it is closed. */
public final class ReloadedFile implements AutoCloseable {

    static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);

    /** Takes new content. */
    @FunctionalInterface
    public interface Taker {
        /** @throws IOException saying why the content can't be used; nothing has changed then */
        void take(byte[] content) throws IOException;
    }

    private final Path file;
    private final Clock clock;
    private final Taker taker;
    private final Thread thread;
    private byte[] last;

    private ReloadedFile(Path file, byte[] first, Clock clock, Taker taker) {
        this.file = file;
        this.clock = clock;
        this.taker = taker;
        this.last = first;
        this.thread = Thread.ofVirtual().name("reload " + file.getFileName()).unstarted(this::run);
    }

    /** @param first the content that is in use */
    public static ReloadedFile start(Path file, byte[] first, Clock clock, Taker taker) {
        ReloadedFile made = new ReloadedFile(file, first, clock, taker);
        made.thread.start();
        return made;
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(PERIOD);
                look();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            byte[] now = Files.readAllBytes(file);
            if (Arrays.equals(now, last)) {
                return;
            }
            last = now;
            taker.take(now);
            LOG.info("{} has changed and is in use", file);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} has changed and can't be used, what it said before holds: {}", file, e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
