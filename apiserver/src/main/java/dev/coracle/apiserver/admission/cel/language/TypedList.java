package dev.coracle.apiserver.admission.cel.language;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list whose schema says that it is a set, or a map by some of its items' fields: the order of its items counts for nothing when it is
 * compared, and adding to it replaces what is there. Immutable. Source: the documentation of CRD validation rules.
 */
public final class TypedList extends AbstractList<Object> {

    private final List<Object> items;
    private final List<String> keys;

    private TypedList(List<Object> items, List<String> keys) {
        this.items = items;
        this.keys = keys;
    }

    /** @param items scalars; not to be changed any more */
    public static TypedList set(List<Object> items) {
        return new TypedList(items, List.of());
    }

    /** @param items maps with the keys; not to be changed any more */
    public static TypedList map(List<Object> items, List<String> keys) {
        return new TypedList(items, keys);
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    private Object key(Object item) {
        if (keys.isEmpty() || !(item instanceof Map<?, ?> map)) {
            return item;
        }
        List<Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(map.containsKey(key) ? map.get(key) : List.of()));
        return values;
    }

    private Map<Object, Integer> places() {
        Map<Object, Integer> places = HashMap.newHashMap(items.size());
        for (int i = 0; i < items.size(); i++) {
            places.put(key(items.get(i)), i);
        }
        return places;
    }

    /** Whether the other has an equal item for each of these, and no others. */
    boolean matches(List<?> other, Equality equality) {
        if (other.size() != items.size()) {
            return false;
        }
        Map<Object, Integer> places = places();
        for (Object item : other) {
            Integer place = places.get(key(item));
            if (place == null || !keys.isEmpty() && !equality.equal(items.get(place), item)) {
                return false;
            }
        }
        return true;
    }

    /** These with the others: what has the same key stands where it stood, as the others have it; what is new follows. */
    TypedList plus(List<?> others) {
        Map<Object, Integer> places = places();
        List<Object> all = new ArrayList<>(items);
        for (Object item : others) {
            Integer place = places.putIfAbsent(key(item), all.size());
            if (place == null) {
                all.add(item);
            } else {
                all.set(place, item);
            }
        }
        return new TypedList(all, keys);
    }
}
