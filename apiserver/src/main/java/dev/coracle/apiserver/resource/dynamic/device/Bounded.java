package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lists and maps of which no more than so many entries are taken; of those with more the entries are not looked at. */
public final class Bounded {

    private Bounded() {}

    public static void list(Place list, int most, Consumer<Place> each) {
        if (fits(list, most)) {
            list.items().forEach(each);
        }
    }

    /** A list in which no two elements have the same key; the element that comes second is the one that is wrong. */
    public static void set(Place list, int most, Function<Place, String> key, Consumer<Place> each) {
        Set<String> seen = new HashSet<>();
        list(list, most, item -> {
            each.accept(item);
            if (!seen.add(key.apply(item))) {
                item.errors().duplicate(item.path(), key.apply(item));
            }
        });
    }

    /** What is wrong with a key is said at the map, what is wrong with a value at its key. */
    public static void map(Place map, int most, Function<Place, Consumer<String>> key, Consumer<Place> value) {
        if (!fits(map, most)) {
            return;
        }
        for (String name : map.keys()) {
            key.apply(map).accept(name);
            value.accept(map.key(name));
        }
    }

    private static boolean fits(Place place, int most) {
        boolean fits = place.node().size() <= most;
        if (!fits) {
            place.errors().tooMany(place.path(), place.node().size(), most);
        }
        return fits;
    }
}
