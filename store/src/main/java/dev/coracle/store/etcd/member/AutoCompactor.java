package dev.coracle.store.etcd.member;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.GoDuration;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets history by itself: what is older than a time, or all but so many revisions. Source: etcd's auto-compaction flags. */
public final class AutoCompactor implements AutoCloseable {

    /** What to keep. */
    public sealed interface Retention {
        record Time(Duration time) implements Retention {}

        record Revisions(long count) implements Retention {}
    }

    private static final Logger log = LoggerFactory.getLogger(AutoCompactor.class);
    /** A time is divided into so many steps, at the end of each of which the oldest one is forgotten. */
    private static final int STEPS = 10;
    /** A hundred years; more would not fit the clock. */
    private static final long MOST_HOURS = 100 * 366 * 24;
    private static final Duration REVISIONS_EVERY = Duration.ofMinutes(5);

    private final KeyValuePort store;
    private final Thread thread;

    private AutoCompactor(KeyValuePort store, Clock clock, Retention retention) {
        this.store = store;
        this.thread = Thread.ofVirtual().name("etcd-compactor").start(() -> {
            try {
                switch (retention) {
                    case Retention.Time time -> byTime(clock, time.time().dividedBy(STEPS));
                    case Retention.Revisions revisions -> byRevisions(clock, revisions.count());
                }
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    public static AutoCompactor start(KeyValuePort store, Clock clock, Retention retention) {
        return new AutoCompactor(store, clock, retention);
    }

    /** @param mode periodic or revision; @param text hours, a Go duration, or a number of revisions; 0 turns it off */
    public static Optional<Retention> parse(String mode, String text) throws FlagException {
        try {
            if (text.isEmpty() || text.equals("0")) {
                return Optional.empty();
            }
            return switch (mode) {
                case "revision" -> Optional.of(new Retention.Revisions(positive(text)));
                case "periodic" -> Optional.of(new Retention.Time(time(text)));
                default -> throw new FlagException(
                        "--auto-compaction-mode is periodic or revision, not \"" + mode + "\"");
            };
        } catch (IllegalArgumentException e) {
            throw new FlagException("--auto-compaction-retention \"" + text + "\": " + e.getMessage());
        }
    }

    private static Duration time(String text) {
        boolean hours = text.chars().allMatch(Character::isDigit);
        Duration time = hours ? Duration.ofHours(Math.min(positive(text), MOST_HOURS)) : GoDuration.parse(text);
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("it must be greater than 0");
        }
        return time;
    }

    private static long positive(String text) {
        long number = Long.parseLong(text);
        if (number <= 0) {
            throw new IllegalArgumentException("it must be greater than 0");
        }
        return number;
    }

    private void byTime(Clock clock, Duration step) throws InterruptedException {
        ArrayDeque<Long> past = new ArrayDeque<>();
        while (true) {
            past.add(store.currentRevision());
            clock.sleep(step);
            if (past.size() >= STEPS) {
                compact(past.remove());
            }
        }
    }

    private void byRevisions(Clock clock, long keep) throws InterruptedException {
        while (true) {
            clock.sleep(REVISIONS_EVERY);
            compact(store.currentRevision() - keep);
        }
    }

    private void compact(long revision) {
        if (revision <= 0) {
            return;
        }
        try {
            store.compact(revision);
            log.info("compacted up to revision {}", revision);
        } catch (StoreException e) {
            log.debug("nothing to compact up to revision {}: {}", revision, e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
