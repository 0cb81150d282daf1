package dev.coracle.api.naming;

/** A kind whatever its version. */
public record GroupKind(String group, String kind) {

    /** As messages name it: {@code Pod}, {@code Deployment.apps}. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
