package dev.coracle.apiserver.resource.core.service.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.ReentrantLock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberPoolTest {

    @Test
    void givesTheUpperEndFirstThenTheRestThenNothing() {
        NumberPool pool = new NumberPool(100, 10, 4, new ReentrantLock());
        Set<Long> first = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            first.add(pool.takeAny().orElseThrow());
        }
        assertEquals(Set.of(104L, 105L, 106L, 107L, 108L, 109L), first);
        Set<Long> rest = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            rest.add(pool.takeAny().orElseThrow());
        }
        assertEquals(Set.of(100L, 101L, 102L, 103L), rest);
        assertEquals(Optional.empty(), pool.takeAny());
        pool.giveBack(102);
        assertEquals(Optional.of(102L), pool.takeAny());
    }

    @Test
    void takesOnceAndOnlyWithinTheRange() {
        NumberPool pool = new NumberPool(30000, 2768, NumberPool.portsOnDemand(2768), new ReentrantLock());
        assertTrue(pool.take(30080));
        assertFalse(pool.take(30080));
        assertFalse(pool.take(80));
        assertFalse(pool.take(32768));
    }
}
