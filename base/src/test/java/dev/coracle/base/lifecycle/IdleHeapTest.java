package dev.coracle.base.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdleHeapTest {

    private static final long MB = 1 << 20;

    private long collections;
    private long cpu;
    private long committed = 100 * MB;
    private int asked;

    private final IdleHeap heap = new IdleHeap(() -> new IdleHeap.Reading(collections, cpu, committed), () -> {
        asked++;
        collections++;
        committed = 120 * MB;
    });

    @Test
    void aHeapThatHasGrownIsGivenBackWhenItIsQuiet() {
        committed = 900 * MB;
        collections += 20;
        heap.look();
        assertEquals(0, asked, "the load goes on");
        heap.look();
        assertEquals(1, asked);
        heap.look();
        assertEquals(1, asked, "what is left is in use");
    }

    @Test
    void whoIsAtWorkIsNotStopped() {
        committed = 900 * MB;
        for (int i = 0; i < 5; i++) {
            cpu += 700_000_000; // of five seconds
            heap.look();
            assertEquals(0, asked, "it allocates little, but answers somebody");
        }
        cpu += 600_000_000;
        heap.look();
        assertEquals(1, asked);
    }

    @Test
    void aLittleIsNotWorthAPause() {
        committed = 110 * MB;
        heap.look();
        assertEquals(0, asked);
    }

    @Test
    void growsFromWhereItHasShrunkTo() {
        committed = 60 * MB;
        heap.look();
        committed = 90 * MB;
        heap.look();
        assertEquals(1, asked);
    }
}
