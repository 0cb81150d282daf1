package dev.coracle.api.naming;

/** What an object says it is. */
public record GroupVersionKind(String group, String version, String kind) {

    public GroupVersion groupVersion() {
        return new GroupVersion(group, version);
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    @Override
    public String toString() {
        return groupVersion() + ", Kind=" + kind;
    }
}
