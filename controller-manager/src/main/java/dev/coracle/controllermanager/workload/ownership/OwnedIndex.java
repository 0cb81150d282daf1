package dev.coracle.controllermanager.workload.ownership;

import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.InformerFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what an owner controls, and what nobody controls, without walking through a namespace. */
public final class OwnedIndex {

    private static final String NAME = "controller";

    private OwnedIndex() {}

    /** Must be called before the informers start; any number of times for a type. */
    public static <T extends HasMetadata> void register(InformerFactory informers, Class<T> type) {
        informers.addIndex(type, NAME, object -> Set.of(OwnerRefs.controllerOf(object).map(OwnerReference::getUid)
                .orElseGet(() -> orphansOf(object.getMetadata().getNamespace()))));
    }

    /** What {@code owner} controls. */
    public static <T extends HasMetadata> List<T> controlled(Cache<T> cache, HasMetadata owner) {
        return cache.byIndex(NAME, owner.getMetadata().getUid());
    }

    /** What {@code owner} controls, and what in its namespace nobody does: the candidates of {@link Claims}. */
    public static <T extends HasMetadata> List<T> candidates(Cache<T> cache, HasMetadata owner) {
        List<T> result = new ArrayList<>(controlled(cache, owner));
        result.addAll(cache.byIndex(NAME, orphansOf(owner.getMetadata().getNamespace())));
        return result;
    }

    private static String orphansOf(String namespace) {
        return "orphans of " + namespace;
    }
}
