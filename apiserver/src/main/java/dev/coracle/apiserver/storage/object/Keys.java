package dev.coracle.apiserver.storage.object;

import dev.coracle.api.naming.GroupResource;
import java.util.Map;

/** Where objects stand in the store. Source: the key layout of kube-apiserver, whose history shows in a few names. */
public final class Keys {

    private static final Map<GroupResource, String> HISTORICAL = Map.ofEntries(core("services", "services/specs"),
            core("endpoints", "services/endpoints"), core("nodes", "minions"),
            core("replicationcontrollers", "controllers"),
            Map.entry(new GroupResource("networking.k8s.io", "ingresses"), "ingress"),
            Map.entry(new GroupResource("policy", "poddisruptionbudgets"), "poddisruptionbudgets"));

    /** Groups whose objects kube-apiserver keeps under the group's name; other built-in groups leave it out. */
    private static final java.util.Set<String> GROUP_IN_KEY = java.util.Set.of("apiextensions.k8s.io",
            "apiregistration.k8s.io");

    private Keys() {}

    private static Map.Entry<GroupResource, String> core(String resource, String path) {
        return Map.entry(new GroupResource("", resource), path);
    }

    /** The prefix of a resource's keys, ending in a slash. @param root such as {@code /registry/} */
    public static String prefix(String root, GroupResource resource, boolean custom) {
        String historical = HISTORICAL.get(resource);
        if (historical != null) {
            return root + historical + "/";
        }
        boolean grouped = custom || GROUP_IN_KEY.contains(resource.group());
        return root + (grouped ? resource.group() + "/" : "") + resource.resource() + "/";
    }

    /** The least key that is greater than all keys with this prefix. */
    public static String endOf(String prefix) {
        char last = prefix.charAt(prefix.length() - 1);
        return prefix.substring(0, prefix.length() - 1) + (char) (last + 1);
    }

    /** A key below its resource's prefix. */
    public static String of(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
