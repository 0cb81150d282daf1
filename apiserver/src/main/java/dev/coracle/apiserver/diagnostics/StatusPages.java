package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code /statusz} and {@code /flagz}: what runs here, since when, with which flags. */
public final class StatusPages implements Function<RequestContext, Optional<HttpResponse>> {

    private static final String WARNING = "Warning: This endpoint is not meant to be machine parseable, has no "
            + "formatting compatibility guarantees and is for debugging purposes only.\n";
    private static final DateTimeFormatter DATE = DateTimeFormatter
            .ofPattern("EEE MMM d HH:mm:ss 'UTC' uuuu", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Map<String, String> flags;
    private final Clock clock;
    private final Instant started;

    /** @param flags by name; none of the original's flags holds a secret, only names of files that do */
    public StatusPages(Map<String, String> flags, Clock clock) {
        this.flags = new TreeMap<>(flags);
        this.clock = clock;
        this.started = clock.now();
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        return switch (context.request().path()) {
            case "/statusz" -> Optional.of(HttpResponse.report(statusz()));
            case "/flagz" -> Optional.of(HttpResponse.report(flagz()));
            default -> Optional.empty();
        };
    }

    private String statusz() {
        Duration up = Duration.between(started, clock.now());
        return "\napiserver statusz\n" + WARNING + "\nStarted  " + DATE.format(started)
                + String.format(Locale.ROOT, "%nUp  %d hr %02d min %02d sec%n", up.toHours(), up.toMinutesPart(),
                        up.toSecondsPart())
                + "Java version  " + Runtime.version() + "\nBinary version  1.36.3\nEmulation version  1.36\n"
                + "Paths  /flagz /healthz /livez /metrics /readyz /statusz /version\n";
    }

    private String flagz() {
        StringBuilder text = new StringBuilder("\napiserver flagz\n" + WARNING);
        flags.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
        return text.toString();
    }
}
