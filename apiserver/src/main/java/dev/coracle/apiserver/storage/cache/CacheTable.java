package dev.coracle.apiserver.storage.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The caches of all resources: by their prefix, which each request asks for several times, and by a key that lies below one. Written by
 * one thread at a time; read by any number.
 */
final class CacheTable {

    private final Map<String, ResourceCache> byPrefix = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, ResourceCache> inOrder = new ConcurrentSkipListMap<>();

    Optional<ResourceCache> at(String prefix) {
        return Optional.ofNullable(byPrefix.get(prefix));
    }

    /** The cache that an object of this key is in. */
    Optional<ResourceCache> holding(String key) {
        Map.Entry<String, ResourceCache> below = inOrder.floorEntry(key);
        return below != null && key.startsWith(below.getKey()) ? Optional.of(below.getValue()) : Optional.empty();
    }

    Collection<ResourceCache> all() {
        return inOrder.values();
    }

    /** In place of the one that is answered, if there was one. */
    Optional<ResourceCache> put(ResourceCache cache) {
        inOrder.put(cache.prefix(), cache);
        return Optional.ofNullable(byPrefix.put(cache.prefix(), cache));
    }

    Optional<ResourceCache> remove(String prefix) {
        inOrder.remove(prefix);
        return Optional.ofNullable(byPrefix.remove(prefix));
    }
}
