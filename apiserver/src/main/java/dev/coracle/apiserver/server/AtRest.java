package dev.coracle.apiserver.server;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.storage.encryption.EncryptedStore;
import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValuePort;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The store as the server uses it: as it is, or encrypting.
 *
 * @param stale whether what is under a key is to be written anew by the next update
 */
record AtRest(KeyValuePort store, Predicate<String> stale) {

    /** @throws IOException naming the file that does not serve */
    static AtRest of(KeyValuePort bare, Optional<ApiServerOptions.Encryption> encryption, String root,
            List<Resource> builtIn, Clock clock) throws IOException {
        if (encryption.isEmpty()) {
            return new AtRest(bare, key -> false);
        }
        Map<String, GroupResource> prefixes = new HashMap<>();
        builtIn.forEach(resource -> prefixes.put(resource.keyPrefix(), resource.storedAs()));
        EncryptedStore store = EncryptedStore.open(bare, encryption.get().file(), encryption.get().follow(), root,
                prefixes, clock);
        return new AtRest(store, store::stale);
    }
}
