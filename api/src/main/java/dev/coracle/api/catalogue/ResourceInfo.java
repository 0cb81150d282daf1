package dev.coracle.api.catalogue;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.naming.GroupVersionResource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What discovery says of one resource in one version.
 *
 * @param resource the plural, as it stands in paths
 * @param verbs    create, delete, deletecollection, get, list, patch, update, watch, or some of them
 */
public record ResourceInfo(GroupVersion groupVersion, String resource, String singular, String kind, boolean namespaced,
        Set<String> verbs, List<String> shortNames, List<String> categories, List<SubresourceInfo> subresources) {

    public GroupVersionKind groupVersionKind() {
        return groupVersion.kind(kind);
    }

    public GroupKind groupKind() {
        return new GroupKind(groupVersion.group(), kind);
    }

    public GroupVersionResource groupVersionResource() {
        return groupVersion.resource(resource);
    }

    public GroupResource groupResource() {
        return new GroupResource(groupVersion.group(), resource);
    }

    public Optional<SubresourceInfo> subresource(String name) {
        return subresources.stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
