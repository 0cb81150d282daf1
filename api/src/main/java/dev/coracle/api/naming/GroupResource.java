package dev.coracle.api.naming;

/** A resource whatever its version. */
public record GroupResource(String group, String resource) {

    /** As messages name it: {@code pods}, {@code deployments.apps}. */
    @Override
    public String toString() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
