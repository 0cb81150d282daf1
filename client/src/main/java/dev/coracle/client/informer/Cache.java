package dev.coracle.client.informer;

import java.util.List;
import java.util.Optional;

/** What an informer has seen. Safe for any thread. Objects are shared: never change one, copy it first. */
public interface Cache<T> {

    /** {@code namespace} is empty for cluster-scoped objects. */
    Optional<T> get(String namespace, String name);

    /** {@code key} is {@code namespace/name}, or the name alone. */
    Optional<T> get(String key);

    List<T> list();

    List<T> list(String namespace);

    /** What an index registered with {@link InformerFactory#addIndex} holds under {@code value}. */
    List<T> byIndex(String indexName, String value);

    int size();
}
