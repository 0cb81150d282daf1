package dev.coracle.apiserver.resource.table;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.base.clock.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;

/** How long ago something was, as kubectl writes it: {@code 5s}, {@code 3m12s}, {@code 2d4h}. Source: apimachinery's duration.HumanDuration. */
public final class Ages {

    public static final String UNKNOWN = "<unknown>";

    private final Clock clock;

    public Ages(Clock clock) {
        this.clock = clock;
    }

    public Instant now() {
        return clock.now();
    }

    /** The Age column. */
    public Column column() {
        return Columns.text("Age", FieldDocs.of("meta.v1.ObjectMeta", "creationTimestamp"),
                object -> since(object, "metadata", "creationTimestamp"));
    }

    /** From the time at the path until now; {@value #UNKNOWN} where there is none. */
    public String since(JsonNode object, String... path) {
        return since(Trees.string(object, path));
    }

    public String since(String timestamp) {
        return timestamp.isEmpty() ? UNKNOWN : parsed(timestamp, UNKNOWN);
    }

    private String parsed(String timestamp, String otherwise) {
        try {
            return human(Duration.between(instant(timestamp), clock.now()));
        } catch (DateTimeException malformed) {
            return otherwise;
        }
    }

    /** RFC 3339, with or without fractions. @throws DateTimeException if it isn't */
    public static Instant instant(String timestamp) {
        return OffsetDateTime.parse(timestamp).toInstant();
    }

    /** Between two times; empty if either is none. */
    public static String between(String from, String to) {
        try {
            return human(Duration.between(instant(from), instant(to)));
        } catch (DateTimeException malformed) {
            return "";
        }
    }

    /** Two units at most, fewer as the time grows; a clock that is ahead by a second reads as zero. */
    public static String human(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (hours < 192) {
            return pair(days, "d", hours % 24, "h");
        }
        if (hours < 24 * 365 * 2) {
            return days + "d";
        }
        long years = days / 365;
        return hours < 24 * 365 * 8 ? pair(years, "y", days % 365, "d") : years + "y";
    }

    private static String pair(long big, String bigUnit, long small, String smallUnit) {
        return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
