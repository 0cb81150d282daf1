package dev.coracle.apiserver.timeline;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Up to where the past may be forgotten: what is older than the time to keep, or further back than so many revisions, so that neither memory
 * nor disk grows with the time that a cluster runs.
 */
public final class Retention implements LongUnaryOperator {

    private final Timeline timeline;
    private final Duration time;
    private final long revisions;
    private final Clock clock;

    public Retention(Timeline timeline, Duration time, long revisions, Clock clock) {
        this.timeline = timeline;
        this.time = time;
        this.revisions = revisions;
        this.clock = clock;
    }

    /** @param horizon the newest revision that may be forgotten @return 0 if nothing more is to be forgotten */
    @Override
    public long applyAsLong(long horizon) {
        Timeline.State now = timeline.state();
        long until = Math.min(horizon, Math.max(old(), now.revision() - revisions));
        return until > now.compacted() ? until : 0;
    }

    private long old() {
        try {
            return timeline.at(clock.now().minus(time)).revision();
        } catch (StoreException.Refused nothingSoOld) {
            return 0;
        }
    }
}
