package dev.coracle.apiserver.storage.cache;

import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Optional;
import java.util.function.Predicate;

/** What objects a watcher wants to hear of. */
@FunctionalInterface
public interface Concern extends Predicate<CachedObject> {

    /**
     * A field in which all of them have one value, such as their namespace or {@code spec.nodeName}: whoever says so is not even asked
     * about others. Empty if there is none. The name is one of {@link CachedObject#fields}.
     */
    default Optional<Fixed> fixed() {
        return Optional.empty();
    }

    /** A field and its value. */
    record Fixed(String field, String value) {}
}
