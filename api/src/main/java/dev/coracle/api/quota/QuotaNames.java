package dev.coracle.api.quota;

import dev.coracle.api.naming.GroupResource;
import java.util.Optional;
import java.util.Set;

/** The names in a quota's {@code hard}, and whose objects are counted under each. */
public final class QuotaNames {

    static final GroupResource PODS = new GroupResource("", "pods");
    static final GroupResource SERVICES = new GroupResource("", "services");
    static final GroupResource VOLUME_CLAIMS = new GroupResource("", "persistentvolumeclaims");
    static final GroupResource DEVICE_CLAIMS = new GroupResource("resource.k8s.io", "resourceclaims");

    private static final String COUNT = "count/";
    /** Those that could be counted before {@code count/} was there, and keep their short names. */
    private static final Set<String> PLAIN_COUNTS = Set.of("configmaps", "secrets", "replicationcontrollers",
            "resourcequotas");

    private QuotaNames() {}

    /** Whose objects a name counts; empty if it is nobody's. Whether such a resource is served is another question. */
    public static Optional<GroupResource> counted(String name) {
        if (name.startsWith(COUNT)) {
            return Optional.of(resource(name.substring(COUNT.length())));
        }
        if (PLAIN_COUNTS.contains(name)) {
            return Optional.of(new GroupResource("", name));
        }
        if (VolumeClaimUsage.counts(name)) {
            return Optional.of(VOLUME_CLAIMS);
        }
        if (DeviceClaimUsage.counts(name)) {
            return Optional.of(DEVICE_CLAIMS);
        }
        if (ServiceUsage.counts(name)) {
            return Optional.of(SERVICES);
        }
        return PodUsage.counts(name) ? Optional.of(PODS) : Optional.empty();
    }

    private static GroupResource resource(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new GroupResource("", text)
                : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
    }

    static String countOf(GroupResource resource) {
        return COUNT + resource;
    }

    static boolean hasPlainCount(GroupResource resource) {
        return resource.group().isEmpty() && PLAIN_COUNTS.contains(resource.resource());
    }
}
