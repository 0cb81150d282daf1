package dev.coracle.apiserver.timeline;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as RFC 3339 has them, with microseconds. */
final class Times {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Times() {}

    static String text(Instant time) {
        return MICROS.format(time);
    }
}
