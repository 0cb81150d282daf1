package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives services their cluster addresses and node ports. What is taken is read once from the services and addresses that are there, by
 * {@link #load} or at the first need; each address is also an IPAddress object, whose creation decides between several API servers on one store. Safe for
 * use by any number of threads.
 */
public final class ServiceAllocators {

    private static final Logger log = LoggerFactory.getLogger(ServiceAllocators.class);
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");
    private static final GroupKind SERVICE = new GroupKind("", "Service");
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String ALLOCATOR = "ipallocator.k8s.io";
    private static final int ATTEMPTS = 16;
    /** In a dry run, made-up ports follow the ports that are asked for, or this one. Source: PortAllocationOperation. */
    private static final long DRY_RUN_PORT = 32768;
    private static final int MAX_ADDRESSES = 1 << 20;
    /** Longer than a service takes to be stored after its address. Source: the original's repair of addresses. */
    private static final Duration NOT_YET_STORED = Duration.ofSeconds(60);

    private final String cidr;
    private final int firstPort;
    private final int lastPort;
    private final PortPool addresses;
    private final PortPool ports;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean loaded;
    private volatile boolean stale;

    /** @param cidr an IPv4 block of at least four addresses, such as {@code 10.96.0.0/16}; of larger ones the first million is used */
    public ServiceAllocators(String cidr, int firstPort, int lastPort, Clock clock) {
        int slash = cidr.indexOf('/');
        if (!Addresses.isCidr(cidr) || Addresses.v4(cidr.substring(0, slash)).isEmpty()
                || Integer.parseInt(cidr.substring(slash + 1)) > 30) {
            throw new IllegalArgumentException("The service address range " + cidr
                    + " is not an IPv4 block of four or more addresses; give one such as 10.96.0.0/16");
        }
        if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) {
            throw new IllegalArgumentException("The node port range " + firstPort + "-" + lastPort
                    + " is not a range within 1-65535; give one such as 30000-32767");
        }
        this.clock = clock;
        this.cidr = cidr;
        this.firstPort = firstPort;
        this.lastPort = lastPort;
        int bits = 32 - Integer.parseInt(cidr.substring(slash + 1));
        int size = (int) Math.min(MAX_ADDRESSES, (1L << bits) - 2);
        long base = Addresses.number(Addresses.v4(cidr.substring(0, slash)).orElseThrow()) >> bits << bits;
        this.addresses = new PortPool(base + 1, size, PortPool.addressesOnDemand(size));
        int count = lastPort - firstPort + 1;
        this.ports = new PortPool(firstPort, count, PortPool.portsOnDemand(count));
    }

    /** The address of the API server's own service: the first of the range. */
    public String apiServerAddress() {
        return Addresses.text(Addresses.number(Addresses.v4(cidr.substring(0, cidr.indexOf('/'))).orElseThrow()) + 1);
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
        if (Services.hasClusterIp(service) && clusterIps(service).isEmpty()) {
            String ip = cidr.substring(0, cidr.indexOf('/'));
            Trees.ensureObject(service, "spec").put("clusterIP", ip).putArray("clusterIPs").add(ip);
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

    /** See {@code KindRules.Release}. */
    public void release(Objects objects, ObjectNode service) {
        load(objects);
        for (String ip : clusterIps(service)) {
            giveBack(objects, ip);
        }
        for (long port : portsOf(service)) {
            locked(() -> ports.giveBack(port));
        }
    }

    /** Reads what is taken, unless that has been done. */
    public void load(Objects objects) {
        lock.lock();
        try {
            if (loaded && !stale) {
                return;
            }
            stale = false;
            addresses.clear();
            ports.clear();
            for (ObjectNode service : objects.list(SERVICES, "")) {
                clusterIps(service).forEach(ip -> addresses.take(number(ip)));
                portsOf(service).forEach(ports::take);
            }
            boolean first = !loaded; // later the lists may be of different times, while a cluster is taken back
            for (ObjectNode address : objects.list(ADDRESSES, "")) {
                if (!first || !removeOrphan(objects, address)) {
                    addresses.take(number(Meta.name(address)));
                }
            }
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

    private static long number(String ip) {
        return Addresses.v4(ip).map(Addresses::number).orElse(-1L);
    }

    private static List<String> clusterIps(JsonNode service) {
        List<String> ips = Trees.strings(service, "spec", "clusterIPs");
        String single = Trees.string(service, "spec", "clusterIP");
        List<String> all = ips.isEmpty() && !single.isEmpty() ? List.of(single) : ips;
        return all.stream().filter(ip -> !ip.equals("None")).toList();
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
        ObjectNode spec = Trees.ensureObject(service, "spec");
        List<String> wanted = clusterIps(service);
        List<String> had = old.map(ServiceAllocators::clusterIps).orElse(List.of());
        if (wanted.isEmpty()) {
            String ip = takeAnyAddress(objects, service, undo);
            spec.put("clusterIP", ip);
            spec.putArray("clusterIPs").add(ip);
            return;
        }
        for (String ip : wanted) {
            if (!had.contains(ip)) {
                takeAddress(objects, service, ip, undo);
            }
        }
    }

    private String takeAnyAddress(Objects objects, ObjectNode service, List<Runnable> undo) {
        long began = System.nanoTime();
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Long> number = takeAny(addresses);
            if (number.isEmpty()) {
                break;
            }
            String ip = Addresses.text(number.get());
            if (recordAddress(objects, service, ip)) {
                AllocatorMetrics.address(cidr, true, System.nanoTime() - began);
                undo.add(() -> giveBack(objects, ip));
                return ip;
            }
        }
        throw StatusException.internal("failed to allocate a serviceIP: range is full");
    }

    private void takeAddress(Objects objects, ObjectNode service, String ip, List<Runnable> undo) {
        long began = System.nanoTime();
        boolean free;
        lock.lock();
        try {
            if (!addresses.contains(number(ip))) {
                throw refused(service, FieldPath.of("spec", "clusterIPs"), service.path("spec").path("clusterIPs"),
                        "failed to allocate IP " + ip + ": the provided network does not match the current range");
            }
            free = addresses.take(number(ip));
        } finally {
            lock.unlock();
        }
        free = free || objects.get(ADDRESSES, "", ip).filter(address -> removeOrphan(objects, address)).isPresent();
        if (!free || !recordAddress(objects, service, ip)) {
            throw refused(service, FieldPath.of("spec", "clusterIPs"), service.path("spec").path("clusterIPs"),
                    "failed to allocate IP " + ip + ": provided IP is already allocated");
        }
        AllocatorMetrics.address(cidr, false, System.nanoTime() - began);
        undo.add(() -> giveBack(objects, ip));
    }

    /** Makes the address's object; false if another server was faster. */
    private static boolean recordAddress(Objects objects, ObjectNode service, String ip) {
        ObjectNode address = Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "IPAddress");
        Meta.of(address).put("name", ip);
        Trees.ensureObject(address, "metadata", "labels").put("ipaddress.kubernetes.io/ip-family", "IPv4")
                .put(MANAGED_BY, ALLOCATOR);
        Trees.ensureObject(address, "spec", "parentRef").put("group", "").put("resource", "services")
                .put("namespace", Meta.namespace(service)).put("name", Meta.name(service));
        try {
            objects.create(objects.ownContext(), ADDRESSES, address);
            return true;
        } catch (StatusException e) {
            if (e.status().code() == 409) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Removes the object of an address whose service was never stored, because its server died in between: it would be taken for ever, and
     * where it is the API server's own, no server would ever have one.
     */
    private boolean removeOrphan(Objects objects, ObjectNode address) {
        ObjectNode parent = Trees.object(address, "spec", "parentRef").orElseGet(Json::object);
        boolean ofService = ALLOCATOR.equals(Meta.labels(address).get(MANAGED_BY))
                && Trees.string(parent, "group").isEmpty() && Trees.string(parent, "resource").equals("services");
        String created = Trees.string(address, "metadata", "creationTimestamp");
        boolean old = !created.isEmpty() && Meta.instant(created).plus(NOT_YET_STORED).isBefore(clock.now());
        if (!ofService || !old || objects
                .get(SERVICES, Trees.string(parent, "namespace"), Trees.string(parent, "name"))
                .filter(service -> clusterIps(service).contains(Meta.name(address))).isPresent()) {
            return false;
        }
        ObjectNode options = Json.object();
        options.putObject("preconditions").put("uid", Meta.uid(address));
        try {
            objects.delete(objects.ownContext(), ADDRESSES, "", Meta.name(address), options);
            log.info("Address {} belonged to service {}/{}, which is not there: it is free again", Meta.name(address),
                    Trees.string(parent, "namespace"), Trees.string(parent, "name"));
            return true;
        } catch (StatusException e) {
            return e.status().code() == 404;
        }
    }

    private void giveBack(Objects objects, String ip) {
        try {
            objects.delete(objects.ownContext(), ADDRESSES, "", ip, Json.object());
        } catch (StatusException e) {
            if (e.status().code() != 404) {
                throw e;
            }
        }
        locked(() -> addresses.giveBack(number(ip)));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void nodePorts(ObjectNode service, Optional<ObjectNode> old, List<Runnable> undo) {
        if (!Services.onNodes(service.path("spec"))) {
            return;
        }
        List<ObjectNode> servicePorts = Trees.objects(service, "spec", "ports");
        List<Long> had = old.map(ServiceAllocators::portsOf).orElse(List.of());
        List<Long> mine = new ArrayList<>(had);
        boolean needs = Services.needsNodePorts(service.path("spec"));
        for (int i = 0; i < servicePorts.size(); i++) {
            ObjectNode port = servicePorts.get(i);
            long wanted = port.path("nodePort").asLong(0);
            FieldPath path = FieldPath.of("spec", "ports").index(i).child("nodePort");
            if (wanted != 0 && !mine.contains(wanted)) {
                takePort(service, path, wanted, undo);
                mine.add(wanted);
            } else if (wanted == 0 && needs) {
                long given = takeAnyPort(service, path, undo);
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
            spec.put("healthCheckNodePort", takeAnyPort(service, path, undo));
        } else if (!old.map(ServiceAllocators::portsOf).orElse(List.of()).contains(wanted)) {
            takePort(service, path, wanted, undo);
        }
    }

    private void takePort(ObjectNode service, FieldPath path, long port, List<Runnable> undo) {
        lock.lock();
        try {
            if (!ports.contains(port)) {
                throw refused(service, path, port, "provided port is not in the valid range. "
                        + "The range of valid ports is " + firstPort + "-" + lastPort);
            }
            if (!ports.take(port)) {
                throw refused(service, path, port, "provided port is already allocated");
            }
        } finally {
            lock.unlock();
        }
        AllocatorMetrics.port(false);
        undo.add(() -> locked(() -> ports.giveBack(port)));
    }

    /** Says in the metrics how many are taken, if that is known. */
    public void count() {
        lock.lock();
        try {
            if (loaded) {
                AllocatorMetrics.addresses(cidr, addresses.taken(), addresses.free());
                AllocatorMetrics.ports(ports.taken(), ports.free());
            }
        } finally {
            lock.unlock();
        }
    }

    private long takeAnyPort(ObjectNode service, FieldPath path, List<Runnable> undo) {
        long port = takeAny(ports).orElseThrow(() -> StatusException
                .internal("failed to allocate a nodePort for " + path + ": range is full"));
        AllocatorMetrics.port(true);
        undo.add(() -> locked(() -> ports.giveBack(port)));
        return port;
    }

    private Optional<Long> takeAny(PortPool pool) {
        lock.lock();
        try {
            return pool.takeAny();
        } finally {
            lock.unlock();
        }
    }

    /** What an update no longer needs goes; it is taken back if the write fails. */
    private void releaseUnused(Objects objects, ObjectNode service, ObjectNode old, List<Runnable> undo) {
        List<String> kept = clusterIps(service);
        for (String ip : clusterIps(old)) {
            if (!kept.contains(ip)) {
                giveBack(objects, ip);
                undo.add(() -> {
                    locked(() -> addresses.take(number(ip)));
                    recordAddress(objects, old, ip);
                });
            }
        }
        List<Long> keptPorts = portsOf(service);
        for (long port : portsOf(old)) {
            if (!keptPorts.contains(port)) {
                locked(() -> ports.giveBack(port));
                undo.add(() -> locked(() -> ports.take(port)));
            }
        }
    }

    private static StatusException refused(ObjectNode service, FieldPath path, Object value, String why) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(path, value, why);
        return StatusException.invalid(SERVICE, Meta.name(service), errors);
    }
}
