package dev.coracle.base.collect;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable sorted map whose changed copies share all but a path of nodes with it: a snapshot is the map itself, a fork is
 * keeping a reference. {@code with} and {@code without} take O(log n) time and space; reading takes no lock.
 */
public interface PersistentSortedMap<K, V> {

    /** The empty map in the order of {@code comparator}. */
    static <K, V> PersistentSortedMap<K, V> empty(Comparator<? super K> comparator) {
        return PersistentTree.empty(comparator);
    }

    /** A map of {@code entries}, which are in the order of {@code comparator}, each key once. Takes O(n). */
    static <K, V> PersistentSortedMap<K, V> ofSorted(Comparator<? super K> comparator, List<Map.Entry<K, V>> entries) {
        return PersistentTree.ofSorted(comparator, entries);
    }

    int size();

    Optional<V> get(K key);

    /** This map with {@code key} bound to {@code value}. */
    PersistentSortedMap<K, V> with(K key, V value);

    /** This map without {@code key}; itself if there was none. */
    PersistentSortedMap<K, V> without(K key);

    /** Entries with keys of {@code from} (inclusive) and after, in order; lazily, O(log n) to begin and O(1) amortized a step. */
    Iterator<Map.Entry<K, V>> from(K from);

    /** All entries in order. */
    Iterator<Map.Entry<K, V>> iterator();

    /** The entry with the greatest key below or at {@code key}. */
    Optional<Map.Entry<K, V>> floor(K key);
}
