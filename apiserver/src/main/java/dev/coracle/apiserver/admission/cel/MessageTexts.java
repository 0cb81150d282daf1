package dev.coracle.apiserver.admission.cel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What expressions say that make messages. */
public final class MessageTexts {

    /** Of a message, in bytes. */
    private static final int MAX = 5 * 1024;

    private MessageTexts() {}

    /** The text that can be shown in a line; empty if there is none, or too much of it. */
    public static Optional<String> shown(Object value) {
        return value instanceof String text
                ? Optional.of(text.strip()).filter(line -> !line.isEmpty() && line.indexOf('\n') < 0
                        && line.getBytes(StandardCharsets.UTF_8).length <= MAX)
                : Optional.empty();
    }
}
