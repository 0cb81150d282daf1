package dev.coracle.apiserver.flow.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FairQueuesTest {

    private static FairQueues queues(int queues, int hand, int length) {
        return new FairQueues(new LevelSettings("l", "", false, 1, 0, OptionalInt.empty(), queues, hand, length));
    }

    @Test
    void aLevelThatHasNoQueuesHasPlaceForWhoeverIsGivenOne() {
        assertTrue(queues(0, 0, 0).add(7, 1).isPresent());
    }

    @Test
    void aHandHasAsManyDifferentQueuesAsAskedFor() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            int deck = 1 + random.nextInt(128);
            int size = 1 + random.nextInt(Math.min(8, deck));
            int[] hand = ShuffleShard.hand(random.nextLong(), deck, size);
            assertEquals(size, Arrays.stream(hand).distinct().count());
            assertTrue(Arrays.stream(hand).allMatch(queue -> queue >= 0 && queue < deck));
        }
    }

    @Test
    void handsUseAllQueuesAlike() {
        int[] dealt = new int[64];
        Random random = new Random(11);
        for (int i = 0; i < 64_000; i++) {
            for (int queue : ShuffleShard.hand(random.nextLong(), 64, 6)) {
                dealt[queue]++;
            }
        }
        // 6,000 each on average; a queue that is dealt half or twice as often would be seen.
        assertTrue(Arrays.stream(dealt).allMatch(n -> n > 5_000 && n < 7_000), Arrays.toString(dealt));
    }

    @Test
    void aFlowWithManyRequestsWaitsForItself() {
        FairQueues queues = queues(64, 1, 1000);
        long loud = 1;
        long quiet = 2;
        for (int i = 0; i < 100; i++) {
            assertTrue(queues.add(loud, 1).isPresent());
        }
        List<FairQueues.Ticket> begun = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            begun.add(queues.next(1).orElseThrow());
        }
        begun.forEach(ticket -> queues.done(ticket, 1.0));
        FairQueues.Ticket late = queues.add(quiet, 1).orElseThrow();
        Set<FairQueues.Ticket> next = new HashSet<>();
        next.add(queues.next(1).orElseThrow());
        next.add(queues.next(1).orElseThrow());
        assertTrue(next.contains(late), "of two that go, one is the flow that has had nothing");
    }

    @Test
    void aFullQueueTakesNoMore() {
        FairQueues queues = queues(1, 1, 2);
        assertTrue(queues.add(1, 1).isPresent());
        assertTrue(queues.add(1, 1).isPresent());
        assertTrue(queues.add(1, 1).isEmpty());
        assertTrue(queues.next(1).isPresent());
        assertTrue(queues.add(1, 1).isPresent());
    }

    @Test
    void aWideRequestIsNotPassedByNarrowOnesOfItsQueue() {
        FairQueues queues = queues(1, 1, 10);
        assertTrue(queues.add(1, 5).isPresent());
        assertTrue(queues.add(1, 1).isPresent());
        assertTrue(queues.next(4).isEmpty());
        assertEquals(5, queues.next(5).orElseThrow().seats);
    }
}
