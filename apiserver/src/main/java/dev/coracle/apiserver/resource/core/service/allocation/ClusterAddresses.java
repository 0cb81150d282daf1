package dev.coracle.apiserver.resource.core.service.allocation;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The addresses that services have within the cluster, each with its {@link AddressObjects object}. Safe for use by any number of threads. */
public final class ClusterAddresses {

    private static final FieldPath FIELD = FieldPath.of("spec", "clusterIPs");
    private static final int ATTEMPTS = 16;
    private static final int MAX_ADDRESSES = 1 << 20;

    private final String cidr;
    private final NumberPool pool;
    private final AddressObjects stored;

    /**
     * @param cidr an IPv4 block of at least four addresses, such as {@code 10.96.0.0/16}; of larger ones the first million is used
     * @param lock held by whoever reads anew what is taken
     * @throws IllegalArgumentException for another block
     */
    public ClusterAddresses(String cidr, ReentrantLock lock, Clock clock) {
        int slash = cidr.indexOf('/');
        if (!Addresses.isCidr(cidr) || Addresses.v4(cidr.substring(0, slash)).isEmpty()
                || Integer.parseInt(cidr.substring(slash + 1)) > 30) {
            throw new IllegalArgumentException("The service address range " + cidr
                    + " is not an IPv4 block of four or more addresses; give one such as 10.96.0.0/16");
        }
        this.cidr = cidr;
        this.stored = new AddressObjects(clock);
        int bits = 32 - Integer.parseInt(cidr.substring(slash + 1));
        int size = (int) Math.min(MAX_ADDRESSES, (1L << bits) - 2);
        long base = number(cidr.substring(0, slash)) >> bits << bits;
        this.pool = new NumberPool(base + 1, size, NumberPool.addressesOnDemand(size), lock);
    }

    /** The addresses of a service. */
    public static List<String> of(JsonNode service) {
        List<String> ips = Trees.strings(service, "spec", "clusterIPs");
        String single = Trees.string(service, "spec", "clusterIP");
        List<String> all = ips.isEmpty() && !single.isEmpty() ? List.of(single) : ips;
        return all.stream().filter(ip -> !ip.equals("None")).toList();
    }

    /** The one before the first that is given to anybody. */
    public String base() {
        return cidr.substring(0, cidr.indexOf('/'));
    }

    /** The address of the API server's own service: the first of the range. */
    public String first() {
        return Addresses.text(number(base()) + 1);
    }

    /** What these services have is taken, and what has an object. To be called with the lock. @param mend whether orphans are removed */
    public void reset(Objects objects, List<ObjectNode> services, boolean mend) {
        pool.clear();
        services.forEach(service -> of(service).forEach(ip -> pool.take(number(ip))));
        for (ObjectNode address : stored.all(objects)) {
            if (!mend || !stored.removeOrphan(objects, address)) {
                pool.take(number(Meta.name(address)));
            }
        }
    }

    /** @throws StatusException if none is left */
    public String takeAny(Objects objects, ObjectNode service) {
        long began = System.nanoTime();
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<String> ip = pool.takeAny().map(Addresses::text);
            if (ip.isEmpty()) {
                break;
            }
            if (record(objects, service, ip.get())) {
                AllocatorMetrics.address(cidr, true, System.nanoTime() - began);
                return ip.get();
            }
        }
        throw StatusException.internal("failed to allocate a serviceIP: range is full");
    }

    /** Whether the address is the service's now. Where that can't be known, as when the store stalls, it is free for the next who asks. */
    private boolean record(Objects objects, ObjectNode service, String ip) {
        try {
            return stored.create(objects, service, ip);
        } catch (RuntimeException e) {
            pool.giveBack(number(ip));
            throw e;
        }
    }

    /** @throws StatusException if it is taken, or out of range */
    public void take(Objects objects, ObjectNode service, String ip) {
        long began = System.nanoTime();
        if (!pool.contains(number(ip))) {
            throw refused(service, ip, "the provided network does not match the current range");
        }
        if (!(pool.take(number(ip)) || stored.removeOrphan(objects, ip)) || !record(objects, service, ip)) {
            throw refused(service, ip, "provided IP is already allocated");
        }
        AllocatorMetrics.address(cidr, false, System.nanoTime() - began);
    }

    private static StatusException refused(ObjectNode service, String ip, String why) {
        return Refusal.of(service, FIELD, service.path("spec").path("clusterIPs"),
                "failed to allocate IP " + ip + ": " + why);
    }

    public void giveBack(Objects objects, String ip) {
        stored.delete(objects, ip);
        pool.giveBack(number(ip));
    }

    /** Takes for the service what was given back a moment ago. */
    public void takeBack(Objects objects, ObjectNode service, String ip) {
        pool.take(number(ip));
        stored.create(objects, service, ip);
    }

    /** Says in the metrics how many are taken. To be called with the lock. */
    public void count() {
        AllocatorMetrics.addresses(cidr, pool.taken(), pool.free());
    }

    private static long number(String ip) {
        return Addresses.v4(ip).map(Addresses::number).orElse(-1L);
    }
}
