package dev.coracle.client.informer;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** A delay that doubles up to a bound, with up to as much again at random, until things go well. For one thread. */
final class Backoff {

    private final Clock clock;
    private final Duration first;
    private final Duration most;
    private Duration next;

    Backoff(Clock clock, Duration first, Duration most) {
        this.clock = clock;
        this.first = first;
        this.most = most;
        this.next = first;
    }

    void await() throws InterruptedException {
        Duration delay = next;
        next = delay.multipliedBy(2).compareTo(most) > 0 ? most : delay.multipliedBy(2);
        clock.sleep(delay.plusNanos(ThreadLocalRandom.current().nextLong(delay.toNanos())));
    }

    void reset() {
        next = first;
    }
}
