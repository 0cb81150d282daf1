package dev.coracle.store.robustness.fault;

import dev.coracle.store.backend.BackendAround;
import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A backend whose machine can lose power. What is written is in the running system's memory at once and on the {@link Disk} only after a
 * sync, which takes its time; when power goes, what was not synced is gone, except for as much as the disk happened to write by itself.
 */
public final class LossyBackend extends BackendAround {

    /** How much time passes between a write and its sync: long enough for others to see what they should not. */
    private static final long SYNC_NANOS = 500_000;

    /** What is there after power has come back. */
    public static final class Disk {
        private final ReentrantLock lock = new ReentrantLock();
        private final Random random;
        private final int syncEvery;
        private int syncs;
        private HeapBackend platter = new HeapBackend();
        private List<List<Change>> unsynced = new ArrayList<>();

        private Disk(long seed, int syncEvery) {
            this.random = new Random(seed);
            this.syncEvery = syncEvery;
        }

        /** A disk that keeps what it says it keeps. */
        public static Disk honest(long seed) {
            return new Disk(seed, 1);
        }

        /** A disk that says "synced" and syncs only now and then, to see whether anybody notices. */
        public static Disk lying(long seed) {
            return new Disk(seed, 50);
        }
    }

    private final Disk disk;
    private volatile boolean powerless;

    /** The disk as it is found. */
    LossyBackend(Disk disk) {
        super(new HeapBackend());
        this.disk = disk;
        List<Change> found = new ArrayList<>();
        disk.platter.scan(0, one -> found.add(new Change.Add(one.position(), one.record())));
        disk.platter.numbers("").forEach(n -> found.add(new Change.SetNumber(n.name(), n.value())));
        super.commit(found);
    }

    /** Of what was not synced a part that was written first is there, each commit all or nothing; the rest is gone. */
    void losePower() {
        disk.lock.lock();
        try {
            powerless = true;
            int kept = disk.syncEvery == 1 ? disk.random.nextInt(disk.unsynced.size() + 1) : 0;
            disk.unsynced.subList(0, kept).forEach(disk.platter::commit);
            disk.unsynced = new ArrayList<>();
        } finally {
            disk.lock.unlock();
        }
    }

    @Override
    public void commit(List<Change> changes) {
        write(changes);
        LockSupport.parkNanos(SYNC_NANOS);
        sync();
    }

    @Override
    public void tidy(List<Change> changes) {
        write(changes);
    }

    @Override
    public void reopen() {
        checkPower();
    }

    private void write(List<Change> changes) {
        disk.lock.lock();
        try {
            checkPower();
            super.commit(changes);
            disk.unsynced.add(List.copyOf(changes));
        } finally {
            disk.lock.unlock();
        }
    }

    private void sync() {
        disk.lock.lock();
        try {
            checkPower();
            if (++disk.syncs % disk.syncEvery == 0) {
                disk.unsynced.forEach(disk.platter::commit);
                disk.unsynced = new ArrayList<>();
            }
        } finally {
            disk.lock.unlock();
        }
    }

    private void checkPower() {
        if (powerless) {
            throw new StoreException.Unavailable("the power is out");
        }
    }
}
