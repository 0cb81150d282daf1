package dev.coracle.apiserver.registry;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The catalogue's resources, each with the rules of its kind. */
public final class BuiltInResources {

    /** Where objects of a resource that is served in several groups or versions are kept. */
    private record Home(GroupResource storedAs, GroupVersion version) {}

    private static final GroupResource EVENTS = new GroupResource("", "events");

    private static final Map<GroupResource, Home> HOMES = Map.of(EVENTS, new Home(EVENTS, new GroupVersion("", "v1")),
            new GroupResource("events.k8s.io", "events"), new Home(EVENTS, new GroupVersion("", "v1")),
            new GroupResource("autoscaling", "horizontalpodautoscalers"),
            new Home(new GroupResource("autoscaling", "horizontalpodautoscalers"),
                    new GroupVersion("autoscaling", "v2")));

    private BuiltInResources() {}

    /**
     * All of them in the catalogue's order; a kind without rules of its own gets the common ones.
     *
     * @param conversions from one version of a kind to another
     * @param keyPrefix   of a resource's objects in the store
     */
    public static List<Resource> all(Catalogue catalogue, List<KindRules> rules,
            Function<GroupKind, Conversion> conversions,
            BiFunction<GroupResource, Boolean, String> keyPrefix) {
        Map<GroupKind, KindRules> byKind = new HashMap<>();
        rules.forEach(rule -> byKind.put(rule.kind(), rule));
        List<Resource> resources = new ArrayList<>();
        for (ResourceInfo info : catalogue.resources()) {
            Home home = HOMES.getOrDefault(info.groupResource(), new Home(info.groupResource(), info.groupVersion()));
            GroupKind ruled = new GroupKind(home.storedAs().group(), info.kind());
            KindRules kindRules = byKind.getOrDefault(info.groupKind(),
                    byKind.getOrDefault(ruled, KindRules.of(ruled.group(), ruled.kind()).build()));
            resources.add(new Resource(info, catalogue.schema(info.groupVersionKind()), kindRules,
                    conversions.apply(ruled), home.version(), home.storedAs(),
                    keyPrefix.apply(home.storedAs(), false), false));
        }
        return resources;
    }

    /** Whether objects of this resource are kept: reviews and bindings are only ever created. */
    public static boolean stored(Resource resource) {
        return resource.info().verbs().contains("watch");
    }
}
