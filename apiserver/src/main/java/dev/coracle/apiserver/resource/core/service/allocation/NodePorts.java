package dev.coracle.apiserver.resource.core.service.allocation;

import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** The ports that services take on every node. Safe for use by any number of threads. */
public final class NodePorts {

    private final int first;
    private final int last;
    private final NumberPool pool;

    /**
     * @param lock held by whoever reads anew what is taken
     * @throws IllegalArgumentException for what is no range of ports
     */
    public NodePorts(int first, int last, ReentrantLock lock) {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("The node port range " + first + "-" + last
                    + " is not a range within 1-65535; give one such as 30000-32767");
        }
        this.first = first;
        this.last = last;
        int count = last - first + 1;
        this.pool = new NumberPool(first, count, NumberPool.portsOnDemand(count), lock);
    }

    /** These are taken and no others. To be called with the lock. */
    public void reset(List<Long> taken) {
        pool.clear();
        taken.forEach(pool::take);
    }

    /** @throws StatusException if it is taken, or out of range */
    public void take(ObjectNode service, FieldPath path, long port) {
        if (!pool.contains(port)) {
            throw Refusal.of(service, path, port, "provided port is not in the valid range. "
                    + "The range of valid ports is " + first + "-" + last);
        }
        if (!pool.take(port)) {
            throw Refusal.of(service, path, port, "provided port is already allocated");
        }
        AllocatorMetrics.port(false);
    }

    /** @throws StatusException if none is left */
    public long takeAny(FieldPath path) {
        long given = pool.takeAny().orElseThrow(() -> StatusException
                .internal("failed to allocate a nodePort for " + path + ": range is full"));
        AllocatorMetrics.port(true);
        return given;
    }

    public void giveBack(long port) {
        pool.giveBack(port);
    }

    /** Takes what was given back a moment ago. */
    public void takeBack(long port) {
        pool.take(port);
    }

    /** Says in the metrics how many are taken. To be called with the lock. */
    public void count() {
        AllocatorMetrics.ports(pool.taken(), pool.free());
    }
}
