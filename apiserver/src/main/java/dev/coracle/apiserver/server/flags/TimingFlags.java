package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.time.Duration;

/** kube-apiserver's flags about how long things take, and how it ends. */
final class TimingFlags {

    private static final double MOST_GO_AWAY = 0.02;

    private final Flag<Duration> request;
    private final Flag<Integer> watch;
    private final Flag<Double> goAway;
    private final Flag<Duration> delay;
    private final Flag<Boolean> sendAway;
    private final Flag<Duration> watchEnding;
    private final Flag<Duration> liveGrace;
    private final Flag<Duration> eventLife;

    TimingFlags(FlagSet flags) {
        ApiServerOptions.Timing byDefault = ApiServerOptions.Timing.DEFAULT;
        request = flags.duration("request-timeout", byDefault.request(),
                "How long a request may take, unless it watches");
        watch = flags.integer("min-request-timeout", (int) byDefault.watch().toSeconds(),
                "Seconds that a watch lasts at least, and twice that at most");
        goAway = flags.number("goaway-chance", 0,
                "How likely it is that a request over HTTP/2 is its connection's last, up to 0.02");
        delay = flags.duration("shutdown-delay-duration", Duration.ZERO,
                "How long the server goes on after SIGTERM, while /readyz says that it won't");
        sendAway = flags.bool("shutdown-send-retry-after", false,
                "Whether requests that come while the server ends get 429 and Retry-After");
        watchEnding = flags.duration("shutdown-watch-termination-grace-period", Duration.ZERO,
                "Over which time watches are ended at the end; 0 for all at once");
        liveGrace = flags.duration("livez-grace-period", byDefault.liveGrace(),
                "For how long after the start /livez does not mind hooks that have not ended");
        eventLife = flags.duration("event-ttl", ApiServerOptions.Storage.EVENT_LIFE,
                "How long Events are kept; 0 for ever");
    }

    ApiServerOptions.Timing timing() throws FlagException {
        notNegative(request, "can not be negative value");
        notNegative(delay, "can not be negative value");
        notNegative(watchEnding, "can not be a negative value");
        notNegative(liveGrace, "can not be a negative value");
        if (watch.get() < 0) {
            throw new FlagException("--min-request-timeout can not be negative value");
        }
        if (goAway.get() < 0 || goAway.get() > MOST_GO_AWAY) {
            throw new FlagException("--goaway-chance can not be less than 0 or greater than " + MOST_GO_AWAY);
        }
        return new ApiServerOptions.Timing(request.get(), Duration.ofSeconds(watch.get()), goAway.get(), delay.get(),
                sendAway.get(), watchEnding.get(), liveGrace.get());
    }

    /** How long Events are kept. */
    Duration eventLife() throws FlagException {
        notNegative(eventLife, "can not be a negative value");
        return eventLife.get();
    }

    private static void notNegative(Flag<Duration> flag, String otherwise) throws FlagException {
        if (flag.get().isNegative()) {
            throw new FlagException("--" + flag.name() + " " + otherwise);
        }
    }
}
