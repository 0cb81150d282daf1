package dev.coracle.client.informer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Read by any thread without a lock; written by one at a time. An index is true again a moment after its object. */
final class IndexedCache<T> implements Cache<T> {

    private record Index<T>(Function<T, ? extends Collection<String>> values,
            ConcurrentHashMap<String, ConcurrentHashMap<String, T>> entries) {

        void add(String key, T object) {
            for (String value : values.apply(object)) {
                entries.computeIfAbsent(value, v -> new ConcurrentHashMap<>()).put(key, object);
            }
        }

        void remove(String key, T object) {
            for (String value : values.apply(object)) {
                entries.computeIfPresent(value, (v, objects) -> {
                    objects.remove(key, object);
                    return objects.isEmpty() ? null : objects;
                });
            }
        }

        List<T> get(String value) {
            ConcurrentHashMap<String, T> objects = entries.get(value);
            return objects == null ? List.of() : List.copyOf(objects.values());
        }
    }

    private final ConcurrentHashMap<String, T> objects = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, T>> byNamespace = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Index<T>> indexes = new ConcurrentHashMap<>();

    void addIndex(String name, Function<T, ? extends Collection<String>> values) {
        Index<T> index = new Index<>(values, new ConcurrentHashMap<>());
        objects.forEach(index::add);
        indexes.putIfAbsent(name, index);
    }

    @Nullable
    T put(String key, T object) {
        T old = objects.put(key, object);
        byNamespace.computeIfAbsent(Keys.namespace(key), n -> new ConcurrentHashMap<>()).put(key, object);
        for (Index<T> index : indexes.values()) {
            index.add(key, object);
            if (old != null) {
                index.remove(key, old);
            }
        }
        return old;
    }

    @Nullable
    T remove(String key) {
        T old = objects.remove(key);
        if (old != null) {
            byNamespace.computeIfPresent(Keys.namespace(key), (n, inside) -> {
                inside.remove(key);
                return inside.isEmpty() ? null : inside;
            });
            indexes.values().forEach(index -> index.remove(key, old));
        }
        return old;
    }

    Map<String, T> snapshot() {
        return new HashMap<>(objects);
    }

    @Override
    public Optional<T> get(String namespace, String name) {
        return get(Keys.of(namespace, name));
    }

    @Override
    public Optional<T> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public List<T> list() {
        return List.copyOf(objects.values());
    }

    @Override
    public List<T> list(String namespace) {
        if (namespace.isEmpty()) {
            return list();
        }
        ConcurrentHashMap<String, T> inside = byNamespace.get(namespace);
        return inside == null ? List.of() : List.copyOf(inside.values());
    }

    @Override
    public List<T> byIndex(String indexName, String value) {
        Index<T> index = indexes.get(indexName);
        if (index == null) {
            throw new IllegalArgumentException(
                    "no index is named " + indexName + ": add it before the informers start");
        }
        return index.get(value);
    }

    @Override
    public int size() {
        return objects.size();
    }
}
