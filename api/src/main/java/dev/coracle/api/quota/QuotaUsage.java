package dev.coracle.api.quota;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What an object counts for in a ResourceQuota, by the names that quotas have for it. */
public final class QuotaUsage {

    static final Quantity ONE = count(1);

    private QuotaUsage() {}

    static Quantity count(long objects) {
        return Quantity.of(objects, Quantity.Format.DECIMAL_SI);
    }

    /** Whether more than how many there are is counted of a resource, so that its objects have to be read whole. */
    public static boolean needsObjects(GroupResource resource) {
        return resource.equals(QuotaNames.PODS) || resource.equals(QuotaNames.SERVICES)
                || resource.equals(QuotaNames.VOLUME_CLAIMS) || resource.equals(QuotaNames.DEVICE_CLAIMS);
    }

    /** @param now a pod counts until its grace period is over; the map is the caller's own */
    public static Map<String, Quantity> of(GroupResource resource, ObjectNode object, Instant now) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put(QuotaNames.countOf(resource), ONE);
        if (QuotaNames.hasPlainCount(resource)) {
            usage.put(resource.resource(), ONE);
        } else if (resource.equals(QuotaNames.PODS)) {
            PodUsage.add(object, now, usage);
        } else if (resource.equals(QuotaNames.SERVICES)) {
            ServiceUsage.add(object, usage);
        } else if (resource.equals(QuotaNames.VOLUME_CLAIMS)) {
            VolumeClaimUsage.add(object, usage);
        } else if (resource.equals(QuotaNames.DEVICE_CLAIMS)) {
            DeviceClaimUsage.add(object, usage);
        }
        return usage;
    }
}
