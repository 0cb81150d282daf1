package dev.coracle.apiserver.resource.core.service.allocation;

import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers of a range that are given out once. The lower end is for those who ask for a number, the rest for those who take any, so that
 * the two seldom meet (KEP-3070 and KEP-3668). Safe for use by any number of threads.
 */
final class NumberPool {

    private final long first;
    private final int size;
    private final int dynamicFrom;
    private final BitSet taken;
    private final ReentrantLock lock;

    /**
     * @param dynamicFrom how many at the lower end are given out on demand only, until nothing else is left
     * @param lock        held by whoever does several things that belong together
     */
    NumberPool(long first, int size, int dynamicFrom, ReentrantLock lock) {
        this.first = first;
        this.size = size;
        this.dynamicFrom = Math.min(dynamicFrom, size);
        this.taken = new BitSet();
        this.lock = lock;
    }

    /** For addresses: a sixteenth, between 16 and 256. */
    static int addressesOnDemand(int size) {
        return Math.min(Math.max(16, size / 16), 256);
    }

    /** For ports: a thirty-second, between 16 and 128. */
    static int portsOnDemand(int size) {
        return Math.min(Math.max(16, size / 32), 128);
    }

    boolean contains(long number) {
        return number >= first && number < first + size;
    }

    /** Whether it was free and now is not. */
    boolean take(long number) {
        int bit = (int) (number - first);
        lock.lock();
        try {
            if (!contains(number) || taken.get(bit)) {
                return false;
            }
            taken.set(bit);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(long number) {
        lock.lock();
        try {
            if (contains(number)) {
                taken.clear((int) (number - first));
            }
        } finally {
            lock.unlock();
        }
    }

    int taken() {
        lock.lock();
        try {
            return taken.cardinality();
        } finally {
            lock.unlock();
        }
    }

    int free() {
        return size - taken();
    }

    /** Gives everything back. */
    void clear() {
        lock.lock();
        try {
            taken.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Any free number; empty when there is none. */
    Optional<Long> takeAny() {
        lock.lock();
        try {
            int bit = dynamicFrom < size ? free(dynamicFrom, size) : -1;
            if (bit < 0) {
                bit = free(0, dynamicFrom);
            }
            if (bit < 0) {
                return Optional.empty();
            }
            taken.set(bit);
            return Optional.of(first + bit);
        } finally {
            lock.unlock();
        }
    }

    private int free(int from, int to) {
        if (from >= to) {
            return -1;
        }
        int start = from + ThreadLocalRandom.current().nextInt(to - from);
        int bit = taken.nextClearBit(start);
        if (bit >= to) {
            bit = taken.nextClearBit(from);
        }
        return bit < to ? bit : -1;
    }
}
