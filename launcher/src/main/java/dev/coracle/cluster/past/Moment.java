package dev.coracle.cluster.past;

import dev.coracle.cluster.folder.ClusterException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A point of a cluster's past as people name it. */
public sealed interface Moment {

    /** The state that this revision of the store left. */
    record Revision(long number) implements Moment {
        @Override
        public String toString() {
            return "revision " + number;
        }
    }

    /** The state that there was at this time. */
    record Time(Instant instant) implements Moment {
        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /**
     * Reads {@code 4711} as a revision, and everything else as {@link #time} does.
     *
     * @throws ClusterException if it is neither
     */
    static Moment parse(String text, Instant now) {
        return text.strip().matches("\\d+") ? revision(text) : time(text, now);
    }

    /** @throws ClusterException if it is no whole number above 0 */
    static Revision revision(String text) {
        try {
            long number = Long.parseLong(text.strip());
            if (number > 0) {
                return new Revision(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ClusterException(
                "\"" + text + "\" is no revision: a whole number above 0, as coracle history shows them");
    }

    /**
     * Reads {@code 2026-11-28T21:00:00Z} (RFC 3339, any offset), and what lies back from {@code now}: {@code 5m ago}, {@code -5m}, {@code 1h30m ago}.
     *
     * @throws ClusterException if it is nothing of these, or not in the past
     */
    static Time time(String text, Instant now) {
        Instant instant;
        try {
            instant = Character.isDigit(text.strip().codePoints().findFirst().orElse(' ')) && text.indexOf(':') > 0
                    ? OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant()
                    : now.minus(back(text.strip()));
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new ClusterException("\"" + text
                    + "\" is no time: give one such as 2026-11-28T21:00:00Z, or \"5m ago\", or -5m");
        }
        if (instant.isAfter(now)) {
            throw new ClusterException(
                    "\"" + text + "\" has not come yet; only what was can be looked at or gone back to");
        }
        return new Time(instant);
    }

    private static Duration back(String text) {
        String amount = text;
        if (amount.startsWith("-")) {
            amount = amount.substring(1);
        } else if (amount.endsWith("ago")) {
            amount = amount.substring(0, amount.length() - "ago".length()).strip();
        }
        return Spans.parse(amount);
    }
}
