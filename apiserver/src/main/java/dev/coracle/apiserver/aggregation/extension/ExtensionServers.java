package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All of them, by the path at which their group version lies. */
public final class ExtensionServers {

    public static final GroupResource API_SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");

    private final CachedView<Map<String, ExtensionServer>> servers;

    public ExtensionServers(Objects objects) {
        servers = new CachedView<>(objects, List.of(API_SERVICES), all -> {
            Map<String, ExtensionServer> found = new TreeMap<>();
            all.list(API_SERVICES, "").forEach(
                    one -> ExtensionServer.of(one).ifPresent(server -> found.put(server.path(), server)));
            return found;
        });
    }

    /** Those of all APIServices that name a service. */
    public List<ExtensionServer> all() {
        return List.copyOf(servers.get().values());
    }

    /** @param elements of a request's path */
    public Optional<ExtensionServer> of(List<String> elements) {
        Map<String, ExtensionServer> known = servers.get();
        if (known.isEmpty() || elements.size() < 2) {
            return Optional.empty();
        }
        int length = elements.getFirst().equals("api") ? 2 : 3;
        return elements.size() < length
                ? Optional.empty()
                : Optional.ofNullable(known.get("/" + String.join("/", elements.subList(0, length))));
    }
}
