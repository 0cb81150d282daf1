package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What is served: the built-in resources, and custom ones that come and go. Readers see one immutable table at a time. */
public final class ResourceTable implements Resources {

    private record Table(List<Resource> all, Map<GroupVersionResource, Resource> byVersion,
            Map<GroupResource, Resource> byResource, long version) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Resource> builtIn;
    private final Map<GroupResource, List<Resource>> custom = new LinkedHashMap<>();
    private final Predicate<Resource> served;
    private volatile Table table;

    public ResourceTable(List<Resource> builtIn) {
        this(builtIn, resource -> true);
    }

    /** @param served which of the built-in resources clients see; the server itself knows the others as well */
    public ResourceTable(List<Resource> builtIn, Predicate<Resource> served) {
        this.builtIn = List.copyOf(builtIn);
        this.served = served;
        this.table = made(List.of(), 1);
    }

    /** Serves a custom resource in these versions from now on, in place of those it had; none takes it away. */
    public void setCustom(GroupResource resource, List<Resource> versions) {
        lock.lock();
        try {
            if (versions.isEmpty()) {
                custom.remove(resource);
            } else {
                custom.put(resource, List.copyOf(versions));
            }
            List<Resource> all = new ArrayList<>();
            custom.values().forEach(all::addAll);
            table = made(all, table.version() + 1);
        } finally {
            lock.unlock();
        }
    }

    private Table made(List<Resource> more, long version) {
        Map<GroupVersionResource, Resource> byVersion = new HashMap<>();
        Map<GroupResource, Resource> byResource = new HashMap<>();
        List<Resource> all = new ArrayList<>(builtIn.stream().filter(served).toList());
        all.addAll(more);
        List<Resource> known = new ArrayList<>(builtIn);
        known.addAll(more);
        all.forEach(resource -> byVersion.put(resource.info().groupVersionResource(), resource));
        for (Resource resource : known) {
            boolean home = resource.info().groupVersion().equals(resource.storageVersion());
            if (home) {
                byResource.put(resource.info().groupResource(), resource);
            } else {
                byResource.putIfAbsent(resource.info().groupResource(), resource);
            }
        }
        return new Table(List.copyOf(all), byVersion, byResource, version);
    }

    @Override
    public Optional<Resource> find(GroupVersionResource resource) {
        return Optional.ofNullable(table.byVersion().get(resource));
    }

    @Override
    public Optional<Resource> find(GroupResource resource) {
        return Optional.ofNullable(table.byResource().get(resource));
    }

    @Override
    public List<Resource> all() {
        return table.all();
    }

    @Override
    public long version() {
        return table.version();
    }
}
