package dev.coracle.scheduler.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.plugin.Plugin;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final SchedulingQueue queue = new SchedulingQueue(clock, Duration.ofSeconds(1), Duration.ofSeconds(10));

    private static PodInfo pod(String name, int priority) {
        return PodInfo.of(new PodBuilder().withNewMetadata().withNamespace("ns").withName(name).withUid(name)
                .endMetadata().withNewSpec().withPriority(priority).endSpec().build());
    }

    private String next() {
        return queue.pop().map(w -> w.pod().name()).orElse("none");
    }

    @Test
    void theMoreImportantGoFirstThenTheFirst() {
        queue.put(pod("low", 0));
        queue.put(pod("high", 5));
        queue.put(pod("low2", 0));
        queue.put(pod("high", 5));
        assertEquals("high", next());
        assertEquals("low", next());
        queue.remove("ns/low2");
        assertEquals("none", next());
    }

    @Test
    void anUnschedulablePodComesBackWhenSomethingHelps() {
        queue.put(pod("p", 0));
        Waiting waiting = queue.pop().orElseThrow();
        queue.park(waiting, Set.of(Plugin.NODE_RESOURCES_FIT));
        queue.on(ClusterEvent.POD_PLACED);
        assertEquals(1, queue.unschedulableSize());
        queue.put(pod("p", 0)); // Only its status changed.
        assertEquals(1, queue.unschedulableSize());
        queue.on(ClusterEvent.POD_GONE);
        assertEquals(1, queue.backoffSize());
        assertEquals("p", next()); // There is nothing else to do.
    }

    @Test
    void errorsWaitTheirTimeAndItDoubles() {
        queue.put(pod("p", 0));
        for (int seconds : new int[]{1, 2, 4, 8, 10, 10}) {
            queue.failed(queue.pop().orElseThrow());
            assertEquals("none", next());
            assertEquals(Duration.ofSeconds(seconds), queue.nextDue().orElseThrow());
            clock.advance(Duration.ofSeconds(seconds));
        }
        assertEquals("p", next());
    }

    @Test
    void nobodyIsForgotten() {
        queue.put(pod("p", 0));
        queue.park(queue.pop().orElseThrow(), Set.of(Plugin.NODE_AFFINITY));
        clock.advance(Duration.ofMinutes(5));
        assertEquals("p", next());
    }
}
