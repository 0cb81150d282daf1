package dev.coracle.controllermanager.garbage;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.rest.Discovery;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which resources can own or be owned, as discovery last said. Written by one thread, read by any. */
final class ServedResources {

    /** Events are too many, and nobody owns them. */
    private static final Set<String> LEFT_OUT = Set.of("events");

    private final ApiClient client;
    private volatile Map<GroupVersionKind, ResourceInfo> byKind = Map.of();
    private volatile Map<GroupVersionResource, ResourceInfo> followed = Map.of();

    /** What a refresh found. */
    record Change(Set<ResourceInfo> come, Set<ResourceInfo> gone) {}

    ServedResources(ApiClient client) {
        this.client = client;
    }

    Optional<ResourceInfo> find(GroupVersionKind kind) {
        Optional<ResourceInfo> exact = Optional.ofNullable(byKind.get(kind));
        return exact.or(
                () -> byKind.values().stream().filter(info -> info.groupKind().equals(kind.groupKind())).findFirst());
    }

    /** Those whose objects are in the graph. */
    Collection<ResourceInfo> followed() {
        return followed.values();
    }

    /** Asks the server anew. A resource whose group does not answer right now is not taken to be gone. */
    Change refresh() {
        Discovery discovery = client.discovery();
        Map<GroupVersionKind, ResourceInfo> kinds = new HashMap<>();
        Map<GroupVersionResource, ResourceInfo> follow = new HashMap<>();
        for (ResourceInfo info : discovery.preferredResources()) {
            kinds.put(info.groupVersionKind(), info);
            if (info.verbs().containsAll(Set.of("list", "watch", "delete")) && !LEFT_OUT.contains(info.resource())) {
                follow.put(info.groupVersionResource(), info);
            }
        }
        Map<GroupVersionResource, ResourceInfo> before = followed;
        if (!discovery.failures().isEmpty()) {
            before.forEach(follow::putIfAbsent);
        }
        Set<ResourceInfo> come = new HashSet<>();
        follow.forEach((key, info) -> {
            if (!before.containsKey(key)) {
                come.add(info);
            }
        });
        Set<ResourceInfo> gone = new HashSet<>();
        before.forEach((key, info) -> {
            if (!follow.containsKey(key)) {
                gone.add(info);
            }
        });
        byKind = Map.copyOf(kinds);
        followed = Map.copyOf(follow);
        return new Change(come, gone);
    }
}
