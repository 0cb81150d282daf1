package dev.coracle.base.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** How a line looks ({@code --logging-format}). Source: klog, and component-base's JSON format. */
public enum LogFormat {

    /** Such as {@code I1128 21:42:18.308412   20142 WatchCache] the watch on the store ended}. */
    TEXT {
        @Override
        String line(Entry entry) {
            StringBuilder line = new StringBuilder().append(LETTERS.charAt(rank(entry.level())))
                    .append(STAMP.format(entry.at())).append(' ')
                    .append(String.format(Locale.ROOT, "%7d", ProcessHandle.current().pid())).append(' ')
                    .append(entry.source()).append("] ").append(entry.message());
            entry.failure().ifPresent(failure -> line.append('\n').append(trace(failure).stripTrailing()));
            return line.append('\n').toString();
        }
    },

    /** Such as {@code {"ts":1764366138308.412,"caller":"WatchCache","msg":"the watch on the store ended","v":0}}; errors have no v. */
    JSON {
        @Override
        String line(Entry entry) {
            StringBuilder line = new StringBuilder("{\"ts\":").append(String.format(Locale.ROOT, "%d.%03d",
                    entry.at().toEpochMilli(), entry.at().getNano() / 1000 % 1000)).append(",\"caller\":");
            quote(entry.source(), line);
            line.append(",\"msg\":");
            quote(entry.message(), line);
            if (entry.level() != Level.ERROR) {
                line.append(",\"v\":").append(verbosity(entry.level()));
            }
            entry.failure().ifPresent(failure -> quote(trace(failure), line.append(",\"err\":")));
            return line.append("}\n").toString();
        }
    };

    private static final String LETTERS = "EWIII";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS")
            .withZone(ZoneId.systemDefault());

    /** @param source who says it */
    record Entry(Level level, Instant at, String source, String message, Optional<Throwable> failure) {}

    /** With its end. */
    abstract String line(Entry entry);

    private static int rank(Level level) {
        return level.ordinal();
    }

    private static int verbosity(Level level) {
        return switch (level) {
            case ERROR, WARN, INFO -> 0;
            case DEBUG -> 4;
            case TRACE -> 6;
        };
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
