package dev.coracle.controllermanager.quota;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.quota.QuotaScopes;
import dev.coracle.api.quota.QuotaUsage;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Adds up what a namespace's objects count for. Pure. */
final class QuotaCount {

    private QuotaCount() {}

    /**
     * The sum over those objects that the quota's scopes take in.
     *
     * @param names what of them is asked for; there is an amount for each, zero if nothing counts for it
     * @param objects of that resource, in the quota's namespace
     */
    static Map<String, Quantity> of(ObjectNode quota, GroupResource resource, Set<String> names,
            Stream<ObjectNode> objects, Instant now) {
        Map<String, Quantity> sum = new TreeMap<>();
        names.forEach(name -> sum.put(name, Quantity.ZERO));
        objects.filter(object -> QuotaScopes.count(quota, resource, object)).forEach(object -> {
            Map<String, Quantity> usage = QuotaUsage.of(resource, object, now);
            usage.keySet().retainAll(names);
            ResourceList.add(sum, usage);
        });
        return sum;
    }
}
