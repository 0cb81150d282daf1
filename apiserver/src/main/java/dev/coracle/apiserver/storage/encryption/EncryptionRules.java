package dev.coracle.apiserver.storage.encryption;

import dev.coracle.api.naming.GroupResource;
import java.util.Map;
import java.util.Optional;

/** Which providers each resource has: those under its name, else those of its group ({@code *.apps}), else those of all ({@code *.*}). Immutable. */
final class EncryptionRules {

    private final Map<GroupResource, Providers> providers;

    EncryptionRules(Map<GroupResource, Providers> providers) {
        this.providers = Map.copyOf(providers);
    }

    /** Empty for a resource that is kept as it is. */
    Optional<Providers> of(GroupResource resource) {
        Providers own = providers.get(resource);
        if (own == null) {
            own = providers.get(new GroupResource(resource.group(), "*"));
        }
        return Optional.ofNullable(own == null ? providers.get(new GroupResource("*", "*")) : own);
    }
}
