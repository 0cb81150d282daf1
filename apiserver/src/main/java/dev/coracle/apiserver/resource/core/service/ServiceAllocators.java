package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.resource.core.service.allocation.ClusterAddresses;
import dev.coracle.apiserver.resource.core.service.allocation.NodePorts;
import dev.coracle.base.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives services their cluster addresses and node ports. What is taken is read once from the services and addresses that are there, by
 * {@link #load} or at the first need. Safe for use by any number of threads.
 */
public final class ServiceAllocators {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    /** In a dry run, made-up ports follow the ports that are asked for, or this one. Source: PortAllocationOperation. */
    private static final long DRY_RUN_PORT = 32768;

    private final ReentrantLock lock = new ReentrantLock();
    private final ClusterAddresses addresses;
    private final NodePorts ports;
    private boolean loaded;
    private volatile boolean stale;

    /**
     * @param cidr an IPv4 block of at least four addresses, such as {@code 10.96.0.0/16}; of larger ones the first million is used
     * @throws IllegalArgumentException for another block, or what is no range of ports
     */
    public ServiceAllocators(String cidr, int firstPort, int lastPort, Clock clock) {
        this.addresses = new ClusterAddresses(cidr, lock, clock);
        this.ports = new NodePorts(firstPort, lastPort, lock);
    }

    /** The address of the API server's own service: the first of the range. */
    public String apiServerAddress() {
        return addresses.first();
    }

    /** See {@code KindRules.Reserve}. */
    public Runnable reserve(Objects objects, ObjectNode service, Optional<ObjectNode> old) {
        load(objects);
        hideFromExternal(service);
        List<Runnable> undo = new ArrayList<>();
        try {
            address(objects, service, old, undo);
            nodePorts(service, old, undo);
            healthPort(service, old, undo);
        } catch (StatusException refused) {
            undo.reversed().forEach(Runnable::run);
            throw refused;
        }
        old.ifPresent(before -> releaseUnused(objects, service, before, undo));
        return () -> undo.reversed().forEach(Runnable::run);
    }

    /** See {@code KindRules.Rehearse}. */
    public void rehearse(ObjectNode service, Optional<ObjectNode> old) {
        hideFromExternal(service);
        if (Services.hasClusterIp(service) && ClusterAddresses.of(service).isEmpty()) {
            name(service, addresses.base());
        }
        List<Long> had = old.map(ServiceAllocators::portsOf).orElse(List.of());
        long[] last = {Trees.objects(service, "spec", "ports").stream().map(port -> port.path("nodePort").asLong(0))
                .filter(port -> port != 0 && !had.contains(port)).max(Long::compare).orElse(DRY_RUN_PORT)};
        if (Services.needsNodePorts(service.path("spec"))) {
            Trees.objects(service, "spec", "ports").stream().filter(port -> port.path("nodePort").asLong(0) == 0)
                    .forEach(port -> port.put("nodePort", ++last[0]));
        }
        if (Services.needsHealthPort(service.path("spec"))
                && service.path("spec").path("healthCheckNodePort").asLong(0) == 0) {
            Trees.ensureObject(service, "spec").put("healthCheckNodePort", ++last[0]);
        }
    }

    /** The original never shows the policy of a service that has no traffic inside the cluster. */
    private static void hideFromExternal(ObjectNode service) {
        if (Services.type(service).equals("ExternalName")) {
            Trees.ensureObject(service, "spec").remove("internalTrafficPolicy");
        }
    }

    private static void name(ObjectNode service, String ip) {
        Trees.ensureObject(service, "spec").put("clusterIP", ip).putArray("clusterIPs").add(ip);
    }

    /** See {@code KindRules.Release}. */
    public void release(Objects objects, ObjectNode service) {
        load(objects);
        ClusterAddresses.of(service).forEach(ip -> addresses.giveBack(objects, ip));
        portsOf(service).forEach(ports::giveBack);
    }

    /** Reads what is taken, unless that has been done. */
    public void load(Objects objects) {
        lock.lock();
        try {
            if (loaded && !stale) {
                return;
            }
            stale = false;
            List<ObjectNode> services = objects.list(SERVICES, "");
            boolean first = !loaded; // later the lists may be of different times, while a cluster is taken back
            addresses.reset(objects, services, first);
            ports.reset(services.stream().flatMap(service -> portsOf(service).stream()).toList());
            loaded = true;
        } finally {
            lock.unlock();
        }
    }

    /** What is taken is read again at the next need: services have become others than those whose addresses and ports were counted. */
    public void reload() {
        // Without the lock: whoever says this must not wait for somebody who reads.
        stale = true;
    }

    /** Says in the metrics how many are taken, if that is known. */
    public void count() {
        lock.lock();
        try {
            if (loaded) {
                addresses.count();
                ports.count();
            }
        } finally {
            lock.unlock();
        }
    }

    private static List<Long> portsOf(JsonNode service) {
        List<Long> found = new ArrayList<>();
        if (!Services.onNodes(service.path("spec"))) {
            return found; // what an external name says of ports holds none
        }
        Trees.objects(service, "spec", "ports")
                .forEach(port -> Trees.integer(port, "nodePort").filter(n -> n > 0).ifPresent(found::add));
        Trees.integer(service, "spec", "healthCheckNodePort").filter(n -> n > 0).ifPresent(found::add);
        return found;
    }

    private void address(Objects objects, ObjectNode service, Optional<ObjectNode> old, List<Runnable> undo) {
        if (!Services.hasClusterIp(service)) {
            return;
        }
        List<String> wanted = ClusterAddresses.of(service);
        List<String> had = old.map(ClusterAddresses::of).orElse(List.of());
        if (wanted.isEmpty()) {
            String ip = addresses.takeAny(objects, service);
            undo.add(() -> addresses.giveBack(objects, ip));
            name(service, ip);
            return;
        }
        for (String ip : wanted) {
            if (!had.contains(ip)) {
                addresses.take(objects, service, ip);
                undo.add(() -> addresses.giveBack(objects, ip));
            }
        }
    }

    private void nodePorts(ObjectNode service, Optional<ObjectNode> old, List<Runnable> undo) {
        if (!Services.onNodes(service.path("spec"))) {
            return;
        }
        List<ObjectNode> servicePorts = Trees.objects(service, "spec", "ports");
        List<Long> mine = new ArrayList<>(old.map(ServiceAllocators::portsOf).orElse(List.of()));
        boolean needs = Services.needsNodePorts(service.path("spec"));
        for (int i = 0; i < servicePorts.size(); i++) {
            ObjectNode port = servicePorts.get(i);
            long wanted = port.path("nodePort").asLong(0);
            FieldPath path = FieldPath.of("spec", "ports").index(i).child("nodePort");
            if (wanted != 0 && !mine.contains(wanted)) {
                takePort(service, path, wanted, undo);
                mine.add(wanted);
            } else if (wanted == 0 && needs) {
                long given = takeAnyPort(path, undo);
                port.put("nodePort", given);
                mine.add(given);
            }
        }
    }

    private void healthPort(ObjectNode service, Optional<ObjectNode> old, List<Runnable> undo) {
        if (!Services.needsHealthPort(service.path("spec"))) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(service, "spec");
        long wanted = spec.path("healthCheckNodePort").asLong(0);
        FieldPath path = FieldPath.of("spec", "healthCheckNodePort");
        if (wanted == 0) {
            spec.put("healthCheckNodePort", takeAnyPort(path, undo));
        } else if (!old.map(ServiceAllocators::portsOf).orElse(List.of()).contains(wanted)) {
            takePort(service, path, wanted, undo);
        }
    }

    private void takePort(ObjectNode service, FieldPath path, long port, List<Runnable> undo) {
        ports.take(service, path, port);
        undo.add(() -> ports.giveBack(port));
    }

    private long takeAnyPort(FieldPath path, List<Runnable> undo) {
        long port = ports.takeAny(path);
        undo.add(() -> ports.giveBack(port));
        return port;
    }

    /** What an update no longer needs goes; it is taken back if the write fails. */
    private void releaseUnused(Objects objects, ObjectNode service, ObjectNode old, List<Runnable> undo) {
        List<String> kept = ClusterAddresses.of(service);
        for (String ip : ClusterAddresses.of(old)) {
            if (!kept.contains(ip)) {
                addresses.giveBack(objects, ip);
                undo.add(() -> addresses.takeBack(objects, old, ip));
            }
        }
        List<Long> keptPorts = portsOf(service);
        for (long port : portsOf(old)) {
            if (!keptPorts.contains(port)) {
                ports.giveBack(port);
                undo.add(() -> ports.takeBack(port));
            }
        }
    }
}
