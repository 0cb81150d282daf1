package dev.coracle.api.quantity;

import dev.coracle.api.validation.Names;

/** Whose a resource is that containers ask for and nodes have. Source: core/helper IsNativeResource and IsExtendedResourceName. */
public final class ResourceNames {

    private ResourceNames() {}

    /** Kubernetes' own: without a domain, or with one of its domains. */
    public static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    /** Somebody else's, by a name that quotas can speak of. */
    public static boolean isExtended(String name) {
        return !isNative(name) && !name.startsWith("requests.") && Names.qualifiedName("requests." + name).isEmpty();
    }
}
