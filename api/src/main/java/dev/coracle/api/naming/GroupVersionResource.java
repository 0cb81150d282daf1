package dev.coracle.api.naming;

/** Where objects are served: {@code /apis/GROUP/VERSION/…/RESOURCE}. */
public record GroupVersionResource(String group, String version, String resource) {

    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }

    @Override
    public String toString() {
        return groupVersion() + ", Resource=" + resource;
    }
}
