package dev.coracle.apiserver.resource.table;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.HumanDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;

/** How long ago something was, as kubectl writes it. */
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
            return HumanDuration.format(Duration.between(instant(timestamp), clock.now()));
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
            return HumanDuration.format(Duration.between(instant(from), instant(to)));
        } catch (DateTimeException malformed) {
            return "";
        }
    }
}
