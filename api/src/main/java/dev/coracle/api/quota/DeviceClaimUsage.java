package dev.coracle.api.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What a ResourceClaim counts for: as many devices of each class as it may be given. Source: KEP-4381. */
final class DeviceClaimUsage {

    private static final String CLASS = ".deviceclass.resource.k8s.io/devices";
    /** The most that one claim is given: what "all" may come to. */
    private static final long ALL = 32;

    private DeviceClaimUsage() {}

    static boolean counts(String name) {
        return name.endsWith(CLASS);
    }

    static void add(ObjectNode claim, Map<String, Quantity> usage) {
        for (ObjectNode request : Trees.objects(claim, "spec", "devices", "requests")) {
            List<ObjectNode> choices = Trees.objects(request, "firstAvailable");
            if (choices.isEmpty()) {
                Trees.object(request, "exactly").ifPresent(exactly -> ResourceList.add(usage, devices(exactly)));
            } else {
                Map<String, Quantity> most = new TreeMap<>();
                choices.forEach(choice -> ResourceList.max(most, devices(choice)));
                ResourceList.add(usage, most);
            }
        }
    }

    private static Map<String, Quantity> devices(ObjectNode wanted) {
        long count = switch (Trees.string(wanted, "allocationMode")) {
            case "ExactCount" -> Trees.integer(wanted, "count").orElse(0L);
            case "All" -> ALL;
            default -> 0;
        };
        return Map.of(Trees.string(wanted, "deviceClassName") + CLASS, QuotaUsage.count(count));
    }
}
